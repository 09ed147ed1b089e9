"""The stage that reads files; and silence: no library that it loads may report to its makers.

onnxruntime from 1.29 on reports its use to Microsoft unless this variable stands in the environment before it is
loaded, and writes an identifier of the machine to the home folder and `.ses` to the temporary one. Hugging Face's
packages count their use likewise. Whoever imports any module of the project imports this one first.
"""

import os

os.environ |= {"ORT_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}
