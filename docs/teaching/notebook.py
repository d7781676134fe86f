"""A scenario in a notebook: load it, run it a few times, compare, plot. `marimo edit docs/teaching/notebook.py`."""

import marimo

app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo

    import sim

    return mo, sim


@app.cell
def _(mo):
    mo.md("""
    # How long to put a force ashore?

    Two landing forces, each with its ship, its craft and its beach. Write down what you expect before you run a cell:
    how many hours sooner is everything ashore when both put their lift into one pool?
    """)
    return


@app.cell
def _(mo):
    docks = mo.ui.slider(1, 6, value=2, label="docks of the British ship")
    docks
    return (docks,)


@app.cell
def _(docks, sim):
    scenario = sim.load("amphibious", [f"parts.uk-group.docks={docks.value}"])
    result = sim.replicate(scenario, cases=["each-alone", "one-pool"], replications=8, jobs=1)
    result.measures
    return (result,)


@app.cell
def _(mo):
    mo.md("""
    The cases share their luck, so the difference is taken run by run. Look at its interval: does it hold zero?
    """)
    return


@app.cell
def _(result):
    difference = result.compare("one-pool", to="each-alone")
    difference
    return (difference,)


@app.cell
def _(difference, mo):
    _found = difference["all_ashore"]
    mo.md(f"""
    Everything is ashore **{-_found.mean / 3600:.0f} hours** sooner (95 % interval {-_found.high / 3600:.0f} to
    {-_found.low / 3600:.0f}, {_found.n} pairs). Who has that gain? Look at `all_ashore.uk` and `all_ashore.japan`.
    """)
    return


@app.cell
def _(result):
    result.plot()
    return


if __name__ == "__main__":
    app.run()
