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


@app.cell
def _imports():
    import marimo as mo

    from sim import compare, simulate
    from sim.analysis.experiments.one_at_a_time import one_at_a_time
    from sim.analysis.stories.replay import replay
    from sim.dashboard import (
        attempts,
        controls,
        downloads,
        fields,
        groups,
        library,
        panels,
        serving,
        turns,
        views,
        words,
        world,
    )
    from sim.errors import ScenarioError

    return (
        ScenarioError,
        attempts,
        compare,
        controls,
        downloads,
        fields,
        groups,
        one_at_a_time,
        library,
        mo,
        panels,
        replay,
        serving,
        simulate,
        turns,
        views,
        words,
        world,
    )


@app.cell
def head(choice, mo, scenario, views):
    mo.Html(views.head(choice.scenario if scenario is None else scenario))
    return


@app.cell
def _state(mo, serving):
    shelf = serving.library()
    get_start, set_start = mo.state(shelf.first)
    get_refused, set_refused = mo.state("")

    def forgive(_):
        set_refused("")

    def go_back(chosen):
        set_refused("")
        set_start(shelf.back(chosen))

    return forgive, get_refused, get_start, go_back, set_refused, set_start, shelf


@app.cell
def _run_settings(fields, mo, words):
    worlds = mo.ui.dropdown(
        {f"{size:,}": size for size in words.SIZES}, f"{words.SIZE:,}", label=words.WORLDS
    )
    seed = fields.WholeNumber(words.LARGEST_SEED, 1, words.SEED)
    file = mo.ui.file(
        filetypes=[".yaml", ".yml"], label=words.OPEN_HERE, max_size=words.LARGEST_FILE
    )
    return file, seed, worlds


@app.cell
def _preset(forgive, get_start, mo, shelf, words):
    start = get_start()
    presets, name = shelf.with_choice(start)
    preset = mo.ui.dropdown(presets, name, label=words.PRESET, full_width=True, on_change=forgive)
    return (preset,)


@app.cell
def settings(file, go_back, mo, panels, preset, seed, serving, words, worlds):
    back = mo.ui.button(label=words.BACK, on_click=lambda _: go_back(preset.value))
    mo.Html(panels.settings([preset, back, worlds, seed], file, serving.invitation()))
    return (back,)


@app.cell
def _open_file(attempts, file, library, mo, set_refused, set_start, shelf, words):
    mo.stop(not file.value)
    given = file.value[0]
    opened_now, refused = attempts.attempt(
        words.REFUSED, library.opened, shelf, given.name, given.contents
    )
    if opened_now is not None:
        set_start(opened_now)
    set_refused(refused)
    return


@app.cell
def file_refused(get_refused, mo):
    mo.Html(get_refused())
    return


@app.cell
def _chosen(preset):
    choice = preset.value
    return (choice,)


@app.cell
def _places(mo, words):
    get_part, set_part = mo.state(words.TEXT)
    get_detail, set_detail = mo.state(words.WHY)
    return get_detail, get_part, set_detail, set_part


@app.cell
def navigation(mo, panels, set_part, words):
    parts = panels.buttons(words.PARTS, set_part)
    mo.Html(panels.navigation(words.PART, parts))
    return (parts,)


@app.cell
def marked(get_part, mo, panels, words):
    part = get_part()
    mo.Html(panels.marked(words.PART, words.PARTS, part))
    return (part,)


@app.cell
def _wanted_state(mo):
    get_asked, set_asked = mo.state(False)
    get_open, set_open = mo.state(False)
    return get_asked, get_open, set_asked, set_open


@app.cell
def _wanted(get_asked, get_open, part, set_asked, set_open, words):
    # Set only where they change: going from part to part runs no world anew and folds no group.
    if part != words.TEXT and not get_asked():
        set_asked(True)
    if get_open() != (part in words.WITH_CONTROLS):
        set_open(part in words.WITH_CONTROLS)
    return


@app.cell
def text(choice, mo, part, views, words):
    mo.stop(part != words.TEXT)
    mo.Html(views.text(choice.scenario))
    return


@app.cell
def _elements(choice, controls, groups, mo, panels):
    get_moved, set_moved = mo.state({})

    def note(key, value):  # not in an element of elements: of two moves at once it loses one
        set_moved(lambda moved: {**moved, key: value})

    elements = controls.elements_of(choice.scenario, note)
    drawn = mo.Html(panels.controls(groups.groups_of(choice.scenario, elements)))
    return drawn, elements, get_moved


@app.cell
def scenario_now(choice, controls, get_moved, mo, panels, ScenarioError, turns):
    unfit = None
    try:
        scenario = turns.in_turn(controls.moved, choice.scenario, get_moved())
    except ScenarioError as error:
        unfit = mo.Html(panels.unfit(choice.scenario, error))
        scenario = None
    unfit
    return (scenario,)


@app.cell
def readings(mo, part, scenario, views, words):
    mo.stop(scenario is None or part not in words.WITH_CONTROLS)
    mo.Html(views.readings(scenario))
    return


@app.cell
def controls_shown(drawn, get_open, mo):
    mo.stop(not get_open())
    drawn
    return


@app.cell
def run_luck(get_asked, mo, panels, seed, words):
    luck = seed.whole if get_asked() else None  # nothing is run before somebody asks for it
    mo.Html(panels.refusal(seed.problem, words.NOTHING_RUN) if seed.problem else "")
    return (luck,)


@app.cell
def run_base(attempts, choice, luck, mo, simulate, words, worlds):
    base, base_trouble = attempts.attempt(words.NOT_RUN, simulate, choice.base, worlds.value, luck)
    mo.Html(base_trouble)
    return (base,)


@app.cell
def run_now(attempts, luck, mo, scenario, simulate, words, worlds):
    result, trouble = attempts.attempt(words.NOT_RUN, simulate, scenario, worlds.value, luck)
    mo.Html(trouble)
    return (result,)


@app.cell
def _both(base, compare, part, result, words):
    _shown = part == words.OUTCOMES and base is not None and result is not None
    both = compare(base, result) if _shown else None
    return (both,)


@app.cell
def outcomes(both, mo, views):
    mo.stop(both is None)
    mo.Html(views.shares(both))
    return


@app.cell
def foot(both, mo, turns, views):
    mo.stop(both is None)
    mo.Html(turns.later(views.foot, both))
    return


@app.cell
def _detail_choice(panels, set_detail, views):
    details = panels.buttons(views.DETAILS, set_detail)
    return (details,)


@app.cell
def detail_choice(details, mo, panels, part, words):
    mo.stop(part != words.OUTCOMES)
    mo.Html(panels.navigation(words.DETAIL, details))
    return


@app.cell
def detail_marked(get_detail, mo, panels, views, words):
    detail = get_detail()
    mo.Html(panels.marked(words.DETAIL, views.DETAILS, detail))
    return (detail,)


@app.cell
def detail_shown(both, detail, mo, turns, views):
    mo.stop(both is None)
    mo.Html(turns.later(views.DETAILS[detail], both))
    return


@app.cell
def _handed_state(mo):
    get_handed, set_handed = mo.state(None)
    return get_handed, set_handed


@app.cell
def _handed(part, result, set_handed, words):
    # What other parts show is worked out when they are open, not at every move of a control.
    if part not in (words.TEXT, words.OUTCOMES):
        set_handed(result)
    return


@app.cell
def _world_state(mo):
    get_found, set_found = mo.state(0)
    get_tick, set_tick = mo.state(0)

    def go_to(number):
        set_tick(0)
        set_found(number)

    return get_found, get_tick, go_to, set_tick


@app.cell
def _world_choice(fields, get_found, go_to, words, worlds):
    _last = worlds.value - 1

    def go_to_typed(typed):
        chosen = fields.whole_number(typed, _last)
        if chosen is not None:
            go_to(chosen)

    number = fields.WholeNumber(_last, get_found(), words.WORLD, go_to_typed)
    return (number,)


@app.cell
def _world_search(choice, mo, views, words):
    endings = views.outcomes_by_name(choice.scenario)
    ending = mo.ui.dropdown(endings, next(iter(endings)), label=words.JUMP)
    return (ending,)


@app.cell
def world_picker(ending, get_handed, go_to, mo, number, panels, part, words, world):
    ran = get_handed()
    mo.stop(part != words.ONE_WORLD or ran is None)
    there = world.next_world(ran, ending.value, number.whole or 0)
    find = mo.ui.button(label=words.FIND, disabled=there is None, on_click=lambda _: go_to(there))
    missing = "" if there is not None else panels.missing(ran.run, ending.selected_key)
    mo.Html(panels.picker([number, ending, find], number.problem or missing))
    return


@app.cell
def world_trouble(attempts, get_handed, luck, mo, number, part, replay, words):
    told = get_handed()
    _asked = told.scenario if told is not None and part == words.ONE_WORLD else None
    story, _trouble = attempts.attempt(words.NOT_RUN, replay, _asked, number.whole, luck)
    mo.Html(_trouble)
    return (story,)


@app.cell
def _world_steps(choice, mo, set_tick, words):
    ticks = choice.scenario.clock.ticks
    moves = {
        words.FIRST: lambda tick: 0,
        words.BEFORE: lambda tick: max(tick - 1, 0),
        words.NEXT: lambda tick: min(tick + 1, ticks),
        words.LAST: lambda tick: ticks,
    }
    steps = [
        mo.ui.button(label=label, on_click=lambda _, move=move: set_tick(move))
        for label, move in moves.items()
    ]
    play = mo.ui.switch(label=words.PLAY)
    return play, steps, ticks


@app.cell
def world_steps(mo, panels, part, play, steps, words):
    mo.stop(part != words.ONE_WORLD)
    mo.Html(panels.row([*steps, play]))
    return


@app.cell
def world_clock(mo, panels, part, play, words):
    _playing = play.value and part == words.ONE_WORLD
    beat = mo.ui.refresh(default_interval=words.BEAT) if _playing else None
    mo.Html(panels.hidden(beat) if _playing else "")
    return (beat,)


@app.cell
def _play(beat, set_tick, ticks):
    if beat is not None and beat.value:
        set_tick(lambda tick: min(tick + 1, ticks))
    return


@app.cell
def world_shown(get_tick, mo, story, world):
    mo.stop(story is None)
    mo.Html(world.world(story, get_tick()))
    return


@app.cell
def _lever_choice(choice, mo, views, words):
    measures = views.measures_by_name(choice.scenario)
    measure = mo.ui.dropdown(measures, next(iter(measures)), label=words.MEASURE)
    return (measure,)


@app.cell
def lever_choice(measure, mo, panels, part, words):
    mo.stop(part != words.LEVERS)
    mo.Html(panels.row([measure]))
    return


@app.cell
def lever_trouble(attempts, get_handed, luck, mo, one_at_a_time, part, words):
    stands = get_handed()
    _asked = stands.scenario if stands is not None and part == words.LEVERS else None
    tried, _trouble = attempts.attempt(
        words.NOT_RUN, one_at_a_time, _asked, words.WORLDS_PER_LEVER, luck
    )
    mo.Html(_trouble)
    return (tried,)


@app.cell
def levers_shown(measure, mo, tried, views):
    mo.stop(tried is None)
    mo.Html(views.lever_list(tried, measure.value))
    return


@app.cell
def take_away(base, compare, downloads, get_handed, mo, panels, part, words):
    taken = get_handed()
    mo.stop(part != words.TAKE_AWAY or base is None or taken is None)
    files = downloads.files_of(compare(base, taken))
    links = [
        mo.download(one.content, filename=one.name, label=one.label, mimetype=one.kind)
        for one in files
    ]
    mo.Html(panels.take_away(taken.run, links))
    return


if __name__ == "__main__":
    app.run()
