"""Words are kept under the key of whoever said them; without the key they are gone, wherever a copy still lies."""

from __future__ import annotations

import base64
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, delete, select, update

from dialogs.people import OrganisationId, PersonId
from storage.columns import storable
from storage.errors import OwnerErased, WeakSecret, WrongSecret
from storage.statements import finding, in_batches
from storage.tables import inserting, keys

_SHORTEST_SECRET = 16
_CACHED_KEYS = 4096
_KEY_OF = finding(keys, "organisation", "owner")


class Vault:
    """Holds the secret under which the keys of all owners are wrapped, and the keys used of late."""

    def __init__(self, secret: str | bytes, *older: str | bytes) -> None:
        """Wrap new keys under `secret`; those under `older` secrets still open. Raise WeakSecret if one is short."""
        self._master = MultiFernet([_derived(one) for one in (secret, *older)])
        self._opened: OrderedDict[str, Fernet] = OrderedDict()
        self._lock = Lock()

    def ring(self, connection: Connection) -> Keyring:
        """Return the keys as this transaction sees them."""
        return Keyring(self, connection)

    def new_key(self) -> str:
        """Return a fresh key, wrapped."""
        return self._master.encrypt(Fernet.generate_key()).decode()

    def unwrap(self, wrapped: str) -> Fernet:
        """Return the key inside; raise WrongSecret if none of our secrets opens it.

        Remembered by its wrapping rather than by its owner: what a key opens is asked of the database each time, so an
        erased key opens nothing, also when another process erased it.
        """
        with self._lock:
            known = self._opened.get(wrapped)
            if known is not None:
                self._opened.move_to_end(wrapped)
                return known
        try:
            key = Fernet(self._master.decrypt(wrapped))
        except InvalidToken:
            raise WrongSecret from None
        with self._lock:
            self._opened[wrapped] = key
            if len(self._opened) > _CACHED_KEYS:
                self._opened.popitem(last=False)
        return key

    def forget(self, wrapped: str) -> None:
        """Drop a key from memory."""
        with self._lock:
            self._opened.pop(wrapped, None)


class Keyring:
    """Seals and opens words inside one transaction; an owner is a person, or the organisation itself."""

    def __init__(self, vault: Vault, connection: Connection) -> None:
        """Use the keys that `connection` can see."""
        self._vault = vault
        self._connection = connection
        self._keys: dict[tuple[str, str], Fernet | None] = {}
        self._fetched: dict[tuple[str, str], str] = {}

    def fetch(self, organisation: OrganisationId, owners: Iterable[str]) -> None:
        """Look up the keys of many owners at once, so that opening the words of each asks the database no more."""
        known = self._keys.keys() | self._fetched.keys()
        for batch in in_batches(one for one in owners if (organisation, one) not in known):
            query = select(keys.c.owner, keys.c.wrapped).where(keys.c.organisation == organisation)
            for row in self._connection.execute(query.where(keys.c.owner.in_(batch))):
                self._fetched[organisation, row.owner] = row.wrapped or ""

    def seal(self, organisation: OrganisationId, owner: PersonId | OrganisationId, text: str) -> str:
        """Return `text` sealed under the owner's key, made now if need be.

        Raise OwnerErased once the key was erased, BadText for text that no database could hold.
        """
        key = self._key(organisation, owner) or self._made(organisation, owner)
        return key.encrypt(storable(text).encode()).decode()

    def open(self, organisation: OrganisationId, owner: PersonId | OrganisationId, token: str | None) -> str | None:
        """Return the words, or None if there are none or their key is gone."""
        key = self._key(organisation, owner) if token else None
        if key is None or token is None:
            return None
        try:
            return key.decrypt(token).decode()
        except InvalidToken:
            return None  # sealed under an earlier key of the same owner

    def erase(self, organisation: OrganisationId, owner: PersonId | OrganisationId) -> None:
        """Destroy the owner's key for good; nothing can be sealed under that owner again."""
        mine = (keys.c.organisation == organisation, keys.c.owner == owner)
        wrapped = self._connection.scalar(select(keys.c.wrapped).where(*mine))
        if wrapped:
            self._vault.forget(wrapped)
        self._connection.execute(delete(keys).where(*mine))
        self._connection.execute(keys.insert().values(organisation=organisation, owner=owner, wrapped=None))
        self._keys[organisation, owner] = None
        self._fetched.pop((organisation, owner), None)

    def rewrap(self) -> int:
        """Wrap every key under the newest secret, so that the older ones can be thrown away; return how many."""
        rows = self._connection.execute(select(keys).where(keys.c.wrapped.is_not(None))).all()
        for row in rows:
            wrapped = self._vault._master.rotate(row.wrapped).decode()  # noqa: SLF001 - vault and ring are one thing
            here = (keys.c.organisation == row.organisation, keys.c.owner == row.owner)
            self._connection.execute(update(keys).where(*here).values(wrapped=wrapped))
        return len(rows)

    def _key(self, organisation: str, owner: str) -> Fernet | None:
        place = (organisation, owner)
        if place not in self._keys:
            found = self._stored(organisation, owner)
            if found is None:
                return None
            self._keys[place] = self._vault.unwrap(found) if found else None
        return self._keys[place]

    def _stored(self, organisation: str, owner: str) -> str | None:
        """Return the wrapped key, an empty string for an erased one, None if there never was one."""
        if (organisation, owner) in self._fetched:
            return self._fetched[organisation, owner]
        row = self._connection.execute(_KEY_OF, {"organisation": organisation, "owner": owner}).first()
        return None if row is None else row.wrapped or ""

    def _made(self, organisation: str, owner: str) -> Fernet:
        if (organisation, owner) in self._keys:
            raise OwnerErased
        row = {"organisation": organisation, "owner": owner, "wrapped": self._vault.new_key()}
        statement = inserting(self._connection.dialect.name, keys).on_conflict_do_nothing()
        self._connection.execute(statement, row)
        key = self._key(organisation, owner)  # read back: another writer may have made it first
        if key is None:
            raise OwnerErased
        return key


def _derived(secret: str | bytes) -> Fernet:
    material = secret.encode() if isinstance(secret, str) else secret
    if len(material) < _SHORTEST_SECRET:
        raise WeakSecret
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"samenspraak keys").derive(material)
    return Fernet(base64.urlsafe_b64encode(derived))
