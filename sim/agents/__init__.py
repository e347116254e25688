"""Mesa agents that live in all worlds of a batch: parties, backers and the host."""

from sim.agents.actor import Actor, Backer, Host
from sim.agents.party import Party

__all__ = ["Actor", "Backer", "Host", "Party"]
