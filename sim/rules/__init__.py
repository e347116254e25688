"""Decision rules: how a party turns what it sees into the level it would come at.

Rules are plain NumPy functions over worlds and know nothing of Mesa. `register` adds one::

    @register("never")
    def never(observation):
        return observation.gate * 0

Rules in a file of the user's own are brought in by `sim.rules.user_files`.
"""

from sim.rules.observation import Observation, Rule
from sim.rules.registry import arriving, check_rules, find_rule, register, rule_names

__all__ = ["Observation", "Rule", "arriving", "check_rules", "find_rule", "register", "rule_names"]
