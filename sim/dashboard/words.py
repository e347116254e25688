"""Everything the page says, in one place; names, labels and quotes come from the scenario.

What stands in braces is filled in where it is shown.
"""

from sim.style import sentences

TITLE = "Parley"
CAVEAT = (
    f"{sentences.CAVEAT} Shares of simulated worlds say what follows from the numbers set here; "
    "they do not say how likely anything was or is."
)

LOST = "The connection was lost, and what was moved since may not count: the numbers are old ones."
AGAIN_LOADED = "Load the page again"

# the parts of the page
TEXT, OUTCOMES, ONE_WORLD, LEVERS = (
    "What they said",
    "Outcomes",
    "One world",
    "What would change it?",
)
TAKE_AWAY = "Take it with you"
PART, DETAIL = "Part of the page", "Shown beneath"
PARTS = (TEXT, OUTCOMES, ONE_WORLD, LEVERS, TAKE_AWAY)
WITH_CONTROLS = (OUTCOMES, ONE_WORLD, LEVERS)

# where to start from
PRESET = "Assumptions to start from"
BACK = "Back to the text"
OPEN = "Open a file of your own"
JOIN = "Join with a phone"
OPEN_HERE = "A scenario file (.yaml)"
OPENED = "{name} (opened)"
LARGEST_FILE = 1_000_000
FAULT = (
    "could not be opened, for a reason nobody has met before ({what}); "
    "leave out what was written last and try again, or show the file to who looks after Parley"
)
TOO_LARGE = "larger than {most:,} bytes"
REFUSED = "The file was not opened; everything is as it was."
WORLDS = "Worlds"
SIZES, SIZE, LARGEST_SEED = (1_024, 4_096, 16_384, 65_536), 4_096, 2**32 - 1
SEED = "Seed of all luck"
NOTHING_RUN = "Nothing was run."
NOT_WHOLE = "{name}: '{typed}' is no whole number from 0 to {last:,}."

# controls
CONTROLS = "Assumptions"
CONTROLS_HELP = (
    "Move one and let go: the outcomes are worked out anew, on the same luck. With the keyboard: "
    "Tab to a control, then the arrow keys."
)
EVERYBODY = "Meeting and shared numbers"
FURTHER = "further numbers"
RULE = "decision rule"
READINGS = "how {name}'s words are read"
READINGS_OF = {2: "{0} (the rest: {1})", 3: "{0} | {1} | {2}"}
READINGS_PARTS = "parts for '{reading}' (shares are parts of their sum)"
READINGS_NOW = "How the words are read now"
MORE_SENTENCES = "and {ids}"
ASSUMPTION = "assumption"
ASSUMED = "assumption: {why}"
EXTERNAL = "not in the text: {what}"
UNMARKED = "assumption: a default, or a number without a source"
SET_HERE = "set on the page; the file says {value}"
NOT_RUN = "Nothing was run; other assumptions or another rule may do."
CHANGED_HERE = ", changed on the page"
NOT_POSSIBLE = "These numbers do not fit together; outcomes show again as soon as they do."

# what they said
QUESTION = "The question"
ASKED = "Do {parties} meet, when, and at which level ({levels})?"
DATES = "The dates"
WHO_SAID = "Who said what"
NOTHING_SAID = "No sentence of this actor is in the scenario."
FIRMNESS = "firmness {firmness:g}: {words}"
FIRMNESS_HELP = "Firmness is a judgement of how strongly the wording commits, from 0 to 1."
LEFT_OPEN = "note: {what}"
BESIDES = "Reported besides"
CONDITIONS = "What is demanded"
GRANTED_BY = "{title}; in this model {grantor} can promise it"

# outcomes
OUTCOME, SHARE, CHANGE = "outcome", "share of worlds", "against the text, points"
SHOWN = "{worlds:,} worlds, seed {seed}"
SAME_AS_BASE = "All assumptions are as in the text, so nothing differs."
NAMES = ("the text", "the numbers set here")
"""What the sentence calls the two scenarios that are compared."""

CHANGED = "Changed against the text:"
CHANGED_LINE = "{one.path}: {one.before} → {one.after}"
CHANGED_ROW = "{owner}{label}: {before} → {after}"
GHOST = (
    "The outlined bar is the text's, on the same luck; small type: 95 % intervals. "
    "Differences are taken before rounding."
)
INTERVALS = "95 % intervals: share of worlds; difference from the text in points"

# beneath the outcomes
WHY, WEEK, LEVELS, BLAME = "Why no meeting", "Tick by tick", "Levels", "Who is blamed"
WHY_HEAD = "What bound the {share} of worlds without a meeting on time"
WHY_HELP = (
    "The sentences are what the numbers rest on. None says that anybody is not inclined to come: "
    "how inclined each is, is an assumption."
)
WHY_NONE = "Every world has a meeting on time."
WEEK_HEAD = "Share of worlds that would meet on time, if all stopped deciding after this tick"
MAX_TICKS, DAYS_IN_A_WEEK = 14, 7
LEVELS_HEAD = "At which level each would come, on the eve: share of worlds"
LEVELS_FOOT = "Framed: both at the same level."
SMALL_TYPE = "Small type: the text's."
BLAME_HEAD = "Mean blame, each audience in its own unit; rows cannot be compared with each other"
AUDIENCE = "audience"
NOBODY_BLAMES = "No actor of this scenario says whom it blames."

# one world
WORLD = "World"
JUMP = "Find a world that ends as"
FIND = "Find the next"
NO_SUCH_WORLD = "None of the {worlds:,} worlds ends as: {outcome}."
FIRST, BEFORE, NEXT, LAST = "◀◀ start", "◀ back", "step ▶", "end ▶▶"
PLAY, BEAT = "play", "1s"
WORLD_HEAD = "World {world:,} of seed {seed}"
TICK = "{words}, tick {tick} of {ticks}"
RECORD = "What has happened"
NOTHING_NEW = "Nothing new in this step."
OUTCOME_HERE = "Outcome: {outcome}"
NOT_YET = "the outcome shows when decisions freeze"
LANES = "Each actor, tick by tick"
LANE = "actor"

# levers
MEASURE = "Outcome to change"
LEVERS_HEAD = "One number at a time, moved to either end of its range, everything else as set now"
RAISES, LOWERS = "more often", "less often"
LEVER = "{label}: {before} → {after}"
NO_LEVER = "No single number changes it clearly."
LEVERS_FOOT = "{worlds:,} worlds for each change; changes that stay within chance are left out."
MAX_LEVERS, WORLDS_PER_LEVER = 4, 2_048

# take away
DOWNLOADS = "Download"
PICTURE, TABLE, SCENARIO = "Picture (PNG)", "Table (CSV)", "Scenario file (YAML)"
REPORT, CARDS = "Report to hand in (HTML)", "Role cards to print (HTML)"
AGAIN = "The scenario file gives the same numbers on the command line:"
COMMAND = "parley{load} run {file} --worlds {worlds} --seed {seed}"
LOADED = " --load {file}"
FILE = "my-scenario.yaml"

# starting it
SERVING = "The page is at {address}"
STOP = "Ctrl-C stops it. Everybody who opens it has a page of their own; nothing is stored."
EVERYWHERE = "Anybody who can reach this machine and knows the address with its token can open it."
LEFT_OUT = "left out of the library: {fault}"
