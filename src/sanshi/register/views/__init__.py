"""Pages of the register: persons, housing, units."""

from sanshi.register.views.housing import coverage_freshness as coverage_freshness
from sanshi.register.views.housing import dwelling_lane as dwelling_lane
from sanshi.register.views.housing import dwelling_lane_print as dwelling_lane_print
from sanshi.register.views.housing import dwelling_list as dwelling_list
from sanshi.register.views.housing import dwelling_page as dwelling_page
from sanshi.register.views.housing import dwelling_stairway as dwelling_stairway
from sanshi.register.views.housing import dwelling_stairway_print as dwelling_stairway_print
from sanshi.register.views.housing import dwelling_tree as dwelling_tree
from sanshi.register.views.persons import person_page as person_page
from sanshi.register.views.persons import person_reveal as person_reveal
from sanshi.register.views.readers import dwelling_readers as dwelling_readers
from sanshi.register.views.readers import person_answer as person_answer
from sanshi.register.views.readers import person_readers as person_readers
from sanshi.register.views.readers import unit_readers as unit_readers
from sanshi.register.views.units import unit_list as unit_list
from sanshi.register.views.units import unit_page as unit_page
