"""Ways in which the engine and the samplers are broken on purpose, one at a time, to see whether somebody notices.

Each changes one line: `find` stands exactly once in `file` and becomes `put`, in which IS says whether this defect was
chosen, SOMETIMES is true in one of 97 passages when it was, and OFTEN in one of 50. break.py makes the broken copy.
A defect whose line is gone fails the tests that use it: give it the new line.
"""

REQUESTS, ACTIONS, PRESSURE = "engine/engine_requests.cpp", "engine/engine_actions.cpp", "engine/engine_pressure.cpp"
RECORDER, ENGINE, ARRIVALS = "engine/recorder.cpp", "engine/engine.cpp", "engine/engine_arrivals.cpp"
ENGINE_PARTS, RECORDER_PARTS = "engine/engine.hpp", "engine/recorder.hpp"

# The audit of the same run must name it: `words` is part of what it says.
AUDIT = [
    dict(name="unit_lost", about="a unit that is given back is not counted as free", file=ENGINE_PARTS,
         find="    pool.in_use.drop(units, now_);\n", put="    if (!SOMETIMES) pool.in_use.drop(units, now_);\n",
         words="units in use do not equal units held"),
    dict(name="release_skipped", about="a patient forgets what it holds", file=ENGINE_PARTS,
         find="    if (holding.units == 0) return;", put="    if (SOMETIMES) holding.units = 0;\n    if (holding.units == 0) return;",
         words="unit-time seized does not equal unit-time released and held"),
    dict(name="clock_wrong", about="a stopwatch shows a millisecond too much", file=RECORDER_PARTS,
         find="const Ticks duration = now - started;", put="const Ticks duration = now - started + (SOMETIMES ? 1 : 0);",
         words="area under the number on the clock does not equal the sum of its times"),
    dict(name="departure_uncounted", about="a patient vanishes on leaving", file=ACTIONS,
         find="  ++record().left;\n", put="  if (!SOMETIMES) ++record().left;\n",
         words="arrivals do not equal departures and those inside"),
    dict(name="patient_forgotten", about="the end of a delay never comes", file=ACTIONS,
         find="  push(p.due, Rank::delay_ends, id);\n", put="  if (!SOMETIMES) push(p.due, Rank::delay_ends, id);\n",
         words="someone inside was forgotten"),
    dict(name="level_below_zero", about="two leave a queue for one", file=REQUESTS,
         find="    change(pool, entry.instance, LevelInfo::What::waiting, -1, p);\n",
         put="    change(pool, entry.instance, LevelInfo::What::waiting, SOMETIMES ? -2 : -1, p);\n",
         words="the queue's length does not equal those who wait"),
    dict(name="wait_wrong", about="a wait is booked a millisecond too long", file=REQUESTS,
         find="    pool.waited += static_cast<std::uint64_t>(now_ - p.joined);\n",
         put="    pool.waited += static_cast<std::uint64_t>(now_ - p.joined + (SOMETIMES ? 1 : 0));\n",
         words="area under the queue does not equal the sum of waits"),
    dict(name="grants_forgotten", about="nobody looks at the queue when a unit is given back", file=ENGINE_PARTS,
         find="    if (pool.waiting.value != 0) owe(pool, instance);\n", put="    if (pool.waiting.value != 0 && !(IS)) owe(pool, instance);\n",
         words="someone waits for what is free"),
    dict(name="beyond_capacity", about="a unit is taken that is not there", file=REQUESTS,
         find="  if (pool.available() < units) return false;\n  return pool.waiting.value == 0 ||",
         put="  if (pool.available() < units) return SOMETIMES;\n  return pool.waiting.value == 0 ||",
         words="units were taken that were not there"),
    dict(name="blocking_forgotten", about="a unit stays marked as blocked", file=REQUESTS,
         find="  if (op.pairs) mark_blocked(p, requests_[op.b], -1);\n", put="  if (op.pairs && !SOMETIMES) mark_blocked(p, requests_[op.b], -1);\n",
         words="units blocked do not equal those held by who waits"),
    dict(name="level_untold", about="a declared level does not hear of a change", file=PRESSURE,
         find="if (listener.what == what) recorder_.level_changed", put="if (listener.what == what && !SOMETIMES) recorder_.level_changed",
         words="the level does not equal what it is made of"),
    dict(name="time_lost", about="a millisecond is lost from the distribution of a level", file=RECORDER,
         find="    times[value] += now - level.since;\n", put="    times[value] += now - level.since - (SOMETIMES ? 1 : 0);\n",
         words="the time at its values does not add up"),
    dict(name="count_missing", about="a bucket of a count misses one", file=RECORDER,
         find="  in_window_ = false;\n  window_over_ = true;\n",
         put="  in_window_ = false;\n  window_over_ = true;\n  if (IS) ++record.count_bucket[0];\n",
         words="its buckets do not add up"),
]

# Nothing in the books is wrong: only exact answers can tell. `cases` of tests/theory that must reject it.
TWO_PERCENT = [
    dict(name="delays_longer", about="every delay is 2 % longer", file=ACTIONS,
         find="  p.due = now_ + length;\n", put="  p.due = now_ + length + (IS ? length / 50 : 0);\n", cases=["O-MMC-07", "O-PRIO-03"]),
    dict(name="more_arrivals", about="arrival rates are 2 % higher", file=ARRIVALS,
         find="return net_.unit_exponential.from_table(draw_bits(key, gap_draw, 0));",
         put="return net_.unit_exponential.from_table(draw_bits(key, gap_draw, 0)) / (IS ? 1.02 : 1.0);",
         cases=["O-SCH-03", "O-TRN-03"]),
    dict(name="less_capacity", about="capacities are 2 % lower (of 300, 6)", file=PRESSURE,
         find="whole_within(amount, 0, endless)", put="whole_within(amount * (IS ? 0.98 : 1.0), 0, endless)", cases=["O-LOSS-04"]),
    dict(name="first_share", about="the first way of a split is taken 2 % too often", file="random/choice.cpp",
         find="  std::vector<std::uint64_t> thresholds;\n",
         put="  if (IS && count > 0) reached[0] = {reached[0].lower * 1.02, 1 - reached[0].lower * 1.02};\n"
             "  std::vector<std::uint64_t> thresholds;\n", cases=["O-BLK-05"]),
    dict(name="more_patience", about="patience is 2 % longer", file=REQUESTS,
         find="joined == now_ ? duration(request.patience, p) :", put="joined == now_ ? duration(request.patience, p) * (IS ? 51 : 50) / 50 :",
         cases=["O-ABAN-01"]),
    dict(name="lognormal_wider", about="lognormal: sd 2 % larger, mean kept", file="random/gaussian.cpp",
         find="  const double ratio = sd / mean;\n", put="  const double ratio = sd / mean * (IS ? 1.02 : 1.0);\n", cases=["O-INF-01"]),
    dict(name="gamma_longer", about="gamma: 2 % longer", file="random/gamma.cpp",
         find="  return affine(0, scale, std::make_shared<UnitGamma>(shape));\n",
         put="  return affine(0, scale * (IS ? 1.02 : 1.0), std::make_shared<UnitGamma>(shape));\n", cases=["O-PRIO-03"]),
    dict(name="priority_lost", about="2 % of those who ask have no priority", file=REQUESTS,
         find="  if (request.priority_attribute != no_slot) return patients_.attributes(p)[request.priority_attribute];\n",
         put="  if (request.priority_attribute != no_slot) return patients_.attributes(p)[request.priority_attribute] + (OFTEN ? 1000 : 0);\n",
         cases=["O-PRIO-04"]),
]

ALL = AUDIT + TWO_PERCENT
