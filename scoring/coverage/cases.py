"""The cases: every set of passed gates, with a single buyer or without, as one number each.

Apart from the gates, which the doors read before they know whether anything is to be computed.
"""

import numpy as np

from scoring.coverage.gates import GATES, SINGLE_BIT

GATE_BITS = np.array([gate.bit for gate in GATES], dtype="int8")
CASES = np.arange(2 * SINGLE_BIT)
