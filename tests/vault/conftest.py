from tests.streets.sample import install

install()
