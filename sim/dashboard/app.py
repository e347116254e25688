"""The page: a marimo app whose cells run again when what they depend on changes.

Cells stand in the order in which the page shows them: the title, what is chosen, the controls, the
runs, and then those of each part of the page. What a cell shows stands where ``style.css`` puts
the cell of this name; a name that starts with ``_`` shows nothing.

A cell that hands something on never stops: where there is nothing to hand on it hands on None.
Those after it may run again for another reason, and would miss what was never handed on.
"""

import marimo

app = marimo.App(
    width="full", app_title="Parley", css_file="style.css", html_head_file="head_of_page.html"
)

with app.setup:
    import marimo as mo

    from sim import compare, simulate
    from sim.analysis.experiments.one_at_a_time import one_at_a_time
    from sim.analysis.stories.replay import replay
    from sim.dashboard import (
        controls,
        downloads,
        elements,
        library,
        panels,
        serving,
        turns,
        views,
        words,
        world,
    )
    from sim.errors import ScenarioError


@app.cell
def head(choice, scenario):
    mo.Html(panels.fill("head.html", scenario=choice.scenario if scenario is None else scenario))


@app.cell
def _start_state():
    shelf = serving.library()
    get_start, set_start = mo.state(shelf.first)
    get_refused, set_refused = mo.state("")
    return get_refused, get_start, set_refused, set_start, shelf


@app.cell
def _places():
    get_part, set_part = mo.state(words.TEXT)
    get_detail, set_detail = mo.state(words.WHY)
    get_asked, set_asked = mo.state(False)
    get_open, set_open = mo.state(False)
    return get_asked, get_detail, get_open, get_part, set_asked, set_detail, set_open, set_part


@app.cell
def _world_state():
    get_handed, set_handed = mo.state(None)
    get_found, set_found = mo.state(0)
    get_tick, set_tick = mo.state(0)

    def go_to(number):
        set_tick(0)
        set_found(number)

    return get_found, get_handed, get_tick, go_to, set_handed, set_tick


@app.cell
def _run_settings():
    worlds = mo.ui.dropdown(
        {f"{size:,}": size for size in words.SIZES}, f"{words.SIZE:,}", label=words.WORLDS
    )
    seed = mo.ui.text("1", label=words.SEED)
    file = mo.ui.file(
        filetypes=[".yaml", ".yml"], label=words.OPEN_HERE, max_size=words.LARGEST_FILE
    )
    return file, seed, worlds


@app.cell
def _preset(get_start, set_refused, shelf):
    presets, name = shelf.with_choice(get_start())
    preset = mo.ui.dropdown(
        presets, name, label=words.PRESET, full_width=True, on_change=lambda _: set_refused("")
    )
    return (preset,)


@app.cell
def settings(file, preset, seed, set_refused, set_start, shelf, worlds):
    def go_back(_):
        set_refused("")
        set_start(shelf.back(preset.value))

    back = mo.ui.button(label=words.BACK, on_click=go_back)
    mo.Html(panels.settings([preset, back, worlds, seed], file, serving.invitation()))
    return (back,)


@app.cell
def _open_file(file, set_refused, set_start, shelf):
    mo.stop(not file.value)
    opened_now, refused = turns.attempt(
        words.REFUSED, library.opened, shelf, file.value[0].name, file.value[0].contents
    )
    if opened_now is not None:
        set_start(opened_now)
    set_refused(refused)


@app.cell
def file_refused(get_refused):
    mo.Html(get_refused())


@app.cell
def _chosen(preset):
    choice = preset.value
    return (choice,)


@app.cell
def navigation(set_detail, set_part):
    parts = panels.buttons(words.PARTS, set_part)
    details = panels.buttons(views.DETAILS, set_detail)
    mo.Html(panels.fill("navigation.html", name=words.PART, elements=parts))
    return details, parts


@app.cell
def marked(get_part):
    part = get_part()
    mo.Html(panels.marked(words.PART, words.PARTS, part))
    return (part,)


@app.cell
def _wanted(get_asked, get_open, part, set_asked, set_open):
    # Set only where they change: going from part to part runs no world anew and folds no group.
    if part != words.TEXT and not get_asked():
        set_asked(True)
    if get_open() != (part in words.WITH_CONTROLS):
        set_open(part in words.WITH_CONTROLS)


@app.cell
def text(choice, part):
    mo.stop(part != words.TEXT)
    mo.Html(views.text(choice.scenario))


@app.cell
def _controls(choice):
    get_moved, set_moved = mo.state({})

    def note(key, value):  # not in an element of elements: of two moves at once it loses one
        set_moved(lambda moved: {**moved, key: value})

    found = controls.controls_of(choice.scenario, note)
    drawn = mo.Html(panels.fill("controls.html", groups=controls.grouped(choice.scenario, found)))
    return drawn, found, get_moved


@app.cell
def scenario_now(choice, get_moved):
    unfit = None
    try:
        scenario = turns.in_turn(controls.moved, choice.scenario, get_moved())
    except ScenarioError as error:
        unfit = mo.Html(panels.unfit(choice.scenario, error))
        scenario = None
    unfit
    return (scenario,)


@app.cell
def readings(part, scenario):
    mo.stop(scenario is None or part not in words.WITH_CONTROLS)
    mo.Html(views.readings(scenario))


@app.cell
def controls_shown(drawn, get_open):
    mo.stop(not get_open())
    drawn


@app.cell
def run_luck(get_asked, seed):
    _whole, _problem = elements.whole_number(words.SEED, seed.value, words.LARGEST_SEED)
    luck = _whole if get_asked() else None  # nothing is run before somebody asks for it
    mo.Html(panels.refusal(_problem, words.NOTHING_RUN) if _problem else "")
    return (luck,)


@app.cell
def run_base(choice, luck, worlds):
    base, base_trouble = turns.attempt(words.NOT_RUN, simulate, choice.base, worlds.value, luck)
    mo.Html(base_trouble)
    return (base,)


@app.cell
def run_now(luck, scenario, worlds):
    result, trouble = turns.attempt(words.NOT_RUN, simulate, scenario, worlds.value, luck)
    mo.Html(trouble)
    return (result,)


@app.cell
def outcomes(base, part, result):
    _shown = part == words.OUTCOMES and base is not None and result is not None
    both = compare(base, result) if _shown else None
    mo.Html(views.shares(both) if both is not None else "")
    return (both,)


@app.cell
def foot(both):
    mo.stop(both is None)
    mo.Html(turns.later(views.foot, both))


@app.cell
def detail_choice(details, part):
    mo.stop(part != words.OUTCOMES)
    mo.Html(panels.fill("navigation.html", name=words.DETAIL, elements=details))


@app.cell
def detail_marked(get_detail):
    detail = get_detail()
    mo.Html(panels.marked(words.DETAIL, views.DETAILS, detail))
    return (detail,)


@app.cell
def detail_shown(both, detail):
    mo.stop(both is None)
    mo.Html(turns.later(views.DETAILS[detail], both))


@app.cell
def _handed(part, result, set_handed):
    # What other parts show is worked out when they are open, not at every move of a control.
    if part not in (words.TEXT, words.OUTCOMES):
        set_handed(result)


@app.cell
def _world_choice(get_found, go_to, worlds):
    last = worlds.value - 1

    def go_to_typed(typed):
        chosen = elements.whole_number(words.WORLD, typed, last)[0]
        if chosen is not None:
            go_to(chosen)

    number = mo.ui.text(str(min(get_found(), last)), label=words.WORLD, on_change=go_to_typed)
    return last, number


@app.cell
def _story_choices(choice, set_tick):
    ticks = choice.scenario.clock.most_ticks
    moves = {
        words.FIRST: lambda tick: 0,
        words.BEFORE: lambda tick: max(tick - 1, 0),
        words.NEXT: lambda tick: min(tick + 1, ticks),
        words.LAST: lambda tick: ticks,
    }
    steps = panels.buttons(moves, lambda label: set_tick(moves[label]))
    play = mo.ui.switch(label=words.PLAY)
    ending = elements.list_of(views.outcomes_by_name(choice.scenario), words.JUMP)
    measure = elements.list_of(views.measures_by_name(choice.scenario), words.MEASURE)
    return ending, measure, play, steps, ticks


@app.cell
def world_picker(ending, get_handed, go_to, last, number, part):
    ran = get_handed()
    mo.stop(part != words.ONE_WORLD or ran is None)
    _typed, _problem = elements.whole_number(words.WORLD, number.value, last)
    there = world.next_world(ran, ending.value, _typed or 0)
    find = mo.ui.button(label=words.FIND, disabled=there is None, on_click=lambda _: go_to(there))
    if there is None and not _problem:
        _problem = words.NO_SUCH_WORLD.format(worlds=ran.run.worlds, outcome=ending.selected_key)
    mo.Html(panels.row(number, ending, find, problem=_problem))


@app.cell
def world_trouble(get_handed, last, luck, number, part):
    told = get_handed()
    _asked = told.scenario if told is not None and part == words.ONE_WORLD else None
    _whole, _ = elements.whole_number(words.WORLD, number.value, last)
    story, _trouble = turns.attempt(words.NOT_RUN, replay, _asked, _whole, luck)
    mo.Html(_trouble)
    return (story,)


@app.cell
def world_steps(part, play, steps):
    mo.stop(part != words.ONE_WORLD)
    mo.Html(panels.row(*steps, play))


@app.cell
def world_clock(part, play):
    _playing = play.value and part == words.ONE_WORLD
    beat = mo.ui.refresh(default_interval=words.BEAT) if _playing else None
    beat
    return (beat,)


@app.cell
def _play(beat, set_tick, ticks):
    if beat is not None and beat.value:
        set_tick(lambda tick: min(tick + 1, ticks))


@app.cell
def world_shown(get_tick, story):
    mo.stop(story is None)
    mo.Html(world.world(story, get_tick()))


@app.cell
def lever_trouble(get_handed, luck, part):
    stands = get_handed()
    _asked = stands.scenario if stands is not None and part == words.LEVERS else None
    tried, _trouble = turns.attempt(
        words.NOT_RUN, one_at_a_time, _asked, words.WORLDS_PER_LEVER, luck
    )
    mo.Html(_trouble)
    return (tried,)


@app.cell
def levers_shown(measure, tried):
    mo.stop(tried is None)
    mo.Html(panels.row(measure) + views.lever_list(tried, measure.value))


@app.cell
def take_away(base, get_handed, part):
    taken = get_handed()
    mo.stop(part != words.TAKE_AWAY or base is None or taken is None)
    links = [
        mo.download(one.content, filename=one.name, label=one.label, mimetype=one.kind)
        for one in downloads.files_of(compare(base, taken))
    ]
    row = mo.Html(panels.row(*links))
    mo.Html(panels.fill("take_away.html", links=row, command=panels.again(taken.run)))


if __name__ == "__main__":
    app.run()
