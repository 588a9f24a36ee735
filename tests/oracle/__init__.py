"""When things are due, worked out by another hand: what the scheduler's answers are compared with.

Written apart from `core/scheduler/` and without looking at how it works: only the words of SPEC 4, RFC 5545 3.3.5 and
RFC 9636 went into it. Zones are read from their files by a reader of its own (`zone`), dates come from dateutil's
recurrence rules over dates without a zone (`rhythm`). Keep it so: a fault that both share shows nowhere. It is made to
be plain, not quick.
"""
