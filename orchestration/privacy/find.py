"""Finding customers by e-mail address, as the published register knows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from orchestration.errors import ChatmartError, UsageError
from orchestration.privacy.identifiers import is_email
from orchestration.privacy.queries import sql
from orchestration.publish import current_publication
from orchestration.settings import Settings


@dataclass(frozen=True)
class FoundCustomer:
    """A customer as the register has them; times are UTC."""

    customer_id: str
    registered_at: datetime | None
    last_active_at: datetime | None

    def as_dict(self) -> dict[str, Any]:
        """The customer for a script."""
        return {
            "customer_id": self.customer_id,
            "registered_at": _text(self.registered_at),
            "last_active_at": _text(self.last_active_at),
        }


def find_customers(settings: Settings, tenant_id: str, email: str) -> list[FoundCustomer]:
    """Find the published customers with an e-mail address, in the order of their ids.

    A whole address has to be the customer's, in any case; of anything else it has to be a part.
    Raises UsageError for a blank address, ChatmartError if no register is published.
    """
    wanted = email.strip().lower()
    if not wanted:
        raise UsageError("The e-mail address is blank.", way_out="Give one, or a part of one.")
    if current_publication(settings) is None:
        raise ChatmartError("Nothing is published yet.", way_out="Run `chatmart run` first.")
    parameters = {"tenant": tenant_id, "email": wanted, "is_whole": is_email(wanted)}
    try:
        with duckdb.connect() as connection:
            published = str(settings.published / "chatmart.duckdb")
            connection.execute("attach ? as published (read_only)", [published])
            rows = connection.execute(sql("find_customers"), parameters).fetchall()
    except duckdb.CatalogException:
        raise ChatmartError(
            "The publication has no register of customers.",
            way_out="It was made by another version of chatmart: run `chatmart run`.",
        ) from None
    except duckdb.Error as error:
        raise ChatmartError(
            f"The publication could not be read ({type(error).__name__}).",
            way_out="Try again; if it fails again, run `chatmart run --full-refresh`.",
        ) from None
    return [FoundCustomer(*row) for row in rows]


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.isoformat()}Z"
