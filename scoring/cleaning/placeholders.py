"""Words that stand where a person or an outcome should, and say that there is none."""

from __future__ import annotations

import re

from scoring.cells.texts import folded


def _phrases(text: str) -> frozenset[str]:
    return frozenset(line.strip() for part in text.splitlines() for line in part.split("|")) - {""}


_NOBODY = _phrases(
    """
    integration user | integration | api user | system | system user | system administrator
    system admin | admin | administrator | admin user | automated process | automation | data loader
    crm user | service account | service user | test user | test | dummy | dummy user | placeholder
    inactive user | deactivated user | deleted user | former employee | house account | do not use
    no longer with company | no longer with the company | no longer with us | no longer with firm
    no longer at company | no longer here | no longer employed | left company | left the company
    not applicable | n a none | na none | not identified | not known | not found | to follow | tbn
    open | still open | nil | nothing | empty | blank | xxx | xx | x
    offen | noch offen | derzeit offen | unbekannt | unbesetzt | vakant | derzeit vakant | niemand
    kein | keine | keiner | keine angabe | keine angaben | k a | n n | nn | nicht zugewiesen
    nicht zugeordnet | nicht vergeben | nicht bekannt | nicht besetzt | nicht vorhanden | entfallt
    wird noch benannt | wird nachgereicht | folgt | ausgeschieden | zu klaren | in klarung
    aucun | aucune | personne | neant | inconnu | inconnue | non attribue | non assigne
    non affecte | non defini | non renseigne | non designe | non identifie | non communique
    a definir | a determiner | a confirmer | a designer | a preciser | a completer | en attente
    sans objet | vacant | poste vacant
    sin asignar | sin definir | sin identificar | no asignado | no asignada | no definido
    no identificado | no aplica | no disponible | no hay | ninguno | ninguna | nadie | desconocido
    desconocida | por definir | por asignar | por confirmar | por determinar | pendiente | vacante
    pendiente de asignar | a definir
    nessuno | nessuna | non assegnato | non definito | non disponibile | non noto | sconosciuto
    da definire | da assegnare | da confermare | da nominare
    nenhum | nenhuma | ninguem | nao atribuido | nao definido | nao informado | nao se aplica
    desconhecido | vago | pendente | por atribuir | a confirmar
    geen | onbekend | niet toegewezen | niet bekend | nog te bepalen | nog onbekend | n v t
    """
)
_NO_ROLE = re.compile(
    r"(?:no|kein\w{0,2}|ohne|aucune?|pas de|sans|sin|ningun\w?|nessun\w?|senza|sem|nenhum\w?|geen"
    r"|zonder) (?:current |active |aktuelle\w? |aktive\w? )?(?:(?:customer|client|kunden) ?)?"
    r"(?:(?:exec\w*|internal) )?(?:sponsor\w*|exec\w*|patrocinador\w*|parrain|contact\w*"
    r"|kontakt\w*|ansprechpartner\w*|referent\w*|owner|responsable|responsabile|champion)"
)
_NOBODY_FIRST = re.compile(
    r"(?:nobody|no (?:one|body|sponsor|exec\w*|name|contact|owner)|none|not|tb[acd]|to be|vacant"
    r"|unknown|pending|missing|unassigned)\b"
)
_GONE = re.compile(r"\b(?:left|former|departed|resigned|retired)\b")

_NO_OUTCOME = _phrases(
    """
    none | none yet | none so far | none documented | none agreed | none defined | none identified
    none recorded | none available | none at this time | none known | n a none | nothing
    nothing yet | nothing documented | not applicable | no outcome yet | open | still open
    pending | pending approval | pending review | pending confirmation | pending sign off
    pending decision | pending input | unknown | unknown yet | missing | in progress | wip
    work in progress | ongoing | planned | draft | empty | blank | placeholder | test | xxx
    offen | noch offen | ausstehend | in arbeit | in bearbeitung | in klarung | in planung
    unbekannt | kein | keine | keiner | keine angabe | keine angaben | k a | nicht vorhanden
    nicht dokumentiert | nicht definiert | noch nicht dokumentiert | noch nicht definiert | entfallt
    kein ergebnis | kein outcome | folgt
    aucun | aucune | neant | en cours | en attente | inconnu | a definir | a determiner
    a confirmer | a completer | non defini | non renseigne | non documente | sans objet | rien
    ninguno | ninguna | nada | en curso | en progreso | pendiente | por definir | por determinar
    por confirmar | sin definir | sin resultado | sin documentar | no aplica | no disponible
    desconocido
    nessuno | nessuna | niente | in corso | da definire | da confermare | non definito
    non disponibile | sconosciuto
    nenhum | nenhuma | em andamento | pendente | a definir | nao definido | nao se aplica
    desconhecido
    geen | onbekend | nog te bepalen | lopend | nog niet bepaald | n v t
    """
)
_NO_OUTCOME_FIRST = re.compile(
    r"(?:no outcome|tb[acd]|not (?:started|documented|defined|agreed|available|set|yet)"
    r"|to be (?:agreed|announced|completed|confirmed|decided|defined|determined|discussed"
    r"|documented|filled|provided|set|updated))\b"
)

_REMARKS = re.compile(r"\s[-\u2010-\u2015]+\s|[\u2013\u2014]|[:;(\[.|]")
"""Where a remark may begin behind a word."""


_BEGIN = {
    "name": frozenset(phrase.split()[0] for phrase in _NOBODY)
    | _phrases(
        """
        nobody | no | none | not | tba | tbc | tbd | to | vacant | unknown | pending | missing
        unassigned | keinen | keinem | ohne | pas | sans | ningun | nessun | senza | sem | zonder
        """
    ),
    "outcome": frozenset(phrase.split()[0] for phrase in _NO_OUTCOME)
    | _phrases("no | tba | tbc | tbd | not | to"),
}
"""First words of them: most texts begin with none, and are looked at no further."""


def is_placeholder(text: str, kind: str) -> bool:
    """Whether the text of a name or an outcome says that there is none, with or without a remark.

    >>> is_placeholder("Offen (bis Mai)", "name"), is_placeholder("Tobias Offen", "name")
    (True, False)
    >>> is_placeholder("None - see CRM", "outcome")
    True
    >>> is_placeholder("None of the sites had an outage", "outcome")
    False
    """
    said = folded(text)
    if kind == "name" and _GONE.search(said):
        return True
    if said.partition(" ")[0] not in _BEGIN[kind]:
        return False
    if kind == "name":
        if _NOBODY_FIRST.match(said):
            return True
        return any(part in _NOBODY or _NO_ROLE.fullmatch(part) for part in _before_remarks(text))
    return _NO_OUTCOME_FIRST.match(said) is not None or any(
        part in _NO_OUTCOME for part in _before_remarks(text)
    )


def _before_remarks(text: str) -> list[str]:
    """The whole of a text, and what stands before each place where a remark may begin."""
    places = (match.start() for match in _REMARKS.finditer(text))
    return [folded(text), *(folded(text[:place]) for place in places)]
