"""The message queue made of files, for a newcomer's first minute (docs/adr/0006-embedded-parts.md)."""

from __future__ import annotations

import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Lets a message appear once it is whole.

    kombu opens the file under its final name and writes into it; a worker that looks in between reads half a
    message, and ends.
    """

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # kombu has two names for it
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        draft = Path(self.data_folder_out) / f"{name}.draft"
        draft.write_text(dumps(payload))
        draft.rename(draft.with_suffix(""))


class Transport(filesystem.Transport):
    Channel = Channel
