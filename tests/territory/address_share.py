"""How many of the cases beside are read as expected: python -m tests.territory.address_share"""

from sanshi.territory.address import parse, shipped
from tests.territory.test_address_cases import FILES, cases


def main() -> None:
    for name in FILES:
        own = cases(name)
        right = sum(parse(case["raw"], shipped()).plain() == case["expect"] for case in own)
        print(f"{name:<10}{right:>5} of {len(own)}  {right / len(own):.1%}")


if __name__ == "__main__":
    main()
