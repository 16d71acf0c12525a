"""The addresses that a person keeps: a few, each once, one of them the default."""

from collections.abc import Collection

import sqlalchemy as sa

from checkout.details import read_address
from checkout.errors import AddressBookFull, AddressNotFound
from checkout.ports import Clock, NewId
from checkout.purchases import Address, NewAddress, SavedAddress
from checkout.store.address_rows import insert_address, load_addresses, prefer, remove
from checkout.store.transactions import Store

MOST = 20


class AddressBook:
    """Where people have parcels sent, so that nobody types an address twice."""

    def __init__(self, store: Store, *, now_ms: Clock, new_id: NewId) -> None:
        self._store = store
        self._now_ms = now_ms
        self._new_id = new_id

    async def of(self, person_ids: Collection[str]) -> list[SavedAddress]:
        """List what people keep, the default first and then the newest."""
        return await self._store.read(lambda conn: load_addresses(conn, person_ids))

    async def keep(self, person_id: str, wanted: NewAddress) -> list[SavedAddress]:
        """Keep an address; one that is there already is not kept twice. The first is the default.

        Raises:
            DetailsInvalid: a part is missing or wrong.
            AddressBookFull: one has to be deleted first.
        """
        address, now_ms = read_address(wanted.address), self._now_ms()
        return await self._store.write(
            lambda conn: _keep(conn, person_id, address, self._new_id(), now_ms, is_default=wanted.is_default)
        )

    async def prefer(self, person_id: str, address_id: str) -> list[SavedAddress]:
        """Make an address the default.

        Raises:
            AddressNotFound: this person keeps no such address.
        """
        now_ms = self._now_ms()

        def work(conn: sa.Connection) -> list[SavedAddress]:
            if not prefer(conn, person_id, address_id, now_ms):
                raise AddressNotFound
            return load_addresses(conn, [person_id])

        return await self._store.write(work)

    async def remove(self, person_id: str, address_id: str) -> list[SavedAddress]:
        """Delete an address; orders that were sent there keep it."""

        def work(conn: sa.Connection) -> list[SavedAddress]:
            remove(conn, person_id, address_id)
            return load_addresses(conn, [person_id])

        return await self._store.write(work)


def _keep(
    conn: sa.Connection,
    person_id: str,
    address: Address,
    address_id: str,
    now_ms: int,
    *,
    is_default: bool,
) -> list[SavedAddress]:
    known = load_addresses(conn, [person_id], lock=True)
    same = next((each for each in known if each.address == address), None)
    if same is None:
        if len(known) >= MOST:
            raise AddressBookFull(MOST)
        preferred_ms = now_ms if is_default or not known else 0
        insert_address(conn, person_id, address_id, address, preferred_ms=preferred_ms, now_ms=now_ms)
    elif is_default:
        prefer(conn, person_id, same.id, now_ms)
    return load_addresses(conn, [person_id])
