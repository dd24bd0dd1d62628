"""The way of a change, case by case, by the product's actions: notice, visit, form, desk, archive."""

from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sanshi import clock, verbs
from sanshi.accounts.access import actor_for, clerks_on
from sanshi.accounts.models import Account, Post
from sanshi.collection import actions as collection
from sanshi.collection import standing
from sanshi.collection.access import content_of
from sanshi.collection.actions import Filled, Finding, Findings
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, FormAction, State, Subject
from sanshi.discovery import actions as discovery
from sanshi.discovery.actions import NoticeGiven
from sanshi.discovery.models import Notice
from sanshi.entry import actions as entry
from sanshi.entry import matching
from sanshi.entry.actions import VolumeOpened
from sanshi.entry.choice import Decision
from sanshi.entry.models import Match
from sanshi.identity.documents import NoDocument
from sanshi.journal.recording import reading
from sanshi.project.demo import cases as stage
from sanshi.project.demo.cases import Case
from sanshi.project.demo.diary import Diary
from sanshi.project.demo.letting import Leases
from sanshi.project.demo.people import NOTICE_VERSION, People
from sanshi.project.demo.staff import Staff, Team
from sanshi.project.demo.street import CODE, Street, house
from sanshi.project.demo.words import words
from sanshi.register.facts import Alteration, AlterationKind, DwellingFacts, EndFacts, UnitFacts
from sanshi.register.models import Category, EndReason, Occupancy, ResidencyVersion, UnitKind, UnitStatus, Use
from sanshi.verbs import Actor
from sanshi.visits import actions as visits
from sanshi.visits.models import AttemptResult, FoundCategory, Matter, Outcome, Visit
from sanshi.visits.models import Team as Duty
from sanshi.visits.rules import Closing

ONE_DAY = timedelta(days=1)
EVERY_SO_MANY = 7


class Work:
    """Everything the three committees do; each act is planned in the diary and done when its moment comes."""

    def __init__(
        self,
        ids: Iterator[UUID],
        people: People,
        street: Street,
        staff: Staff,
        diary: Diary,
        leases: Leases,
    ) -> None:
        self.ids, self.people, self.street, self.staff, self.diary = ids, people, street, staff, diary
        self.random, self.leases = people.random, leases
        self._turns = sorted(_days_of_change())
        self._actors: dict[tuple[UUID, int], Actor] = {}
        self._clerks: dict[tuple[int, int], UUID] = {}
        self._volumes: dict[int, tuple[UUID, int]] = {}
        self._movers = 0
        # Entry, its case and its day: some are undone later.
        self.entered: list[tuple[UUID, Case, date]] = []

    def begin(self, cases: list[Case]) -> None:
        for case in cases:
            self.diary.plan(self.diary.office_hour(case.day), self._then(self.notice, case))

    # 3.1.1

    def notice(self, case: Case) -> None:
        notice = self._give(case, self._giver(case))
        visit = Notice.objects.values_list("visit_id", flat=True).get(subdistrict=CODE, pk=notice)
        if case.is_noticed_twice:
            self.diary.later_today(clock.now(), 15, self._then(self._give, case, self._property_staff(case)))
        for turn in range(case.attempts):
            self.diary.on_workday(clock.now(), turn + 1, self._then(self.attempt, case, visit))
        if case.until == stage.NOTICED:
            return
        self.diary.on_workday(
            clock.now(), max(case.visit_after, case.attempts), self._then(self.visit, case, visit)
        )

    def _give(self, case: Case, giver: UUID) -> UUID:
        remark = self.random.choice(words()["remarks"]["notice"][case.matter])
        given = NoticeGiven(case.door.id, case.matter, clock.today(), remark)
        return discovery.give_notice(self.actor(giver), next(self.ids), given)

    def _giver(self, case: Case) -> UUID:
        steward = self._team(case).stewards.get(case.door.group_id) if case.door.group_id else None
        return steward or self._property_staff(case)

    def _property_staff(self, case: Case) -> UUID:
        return self._team(case).property_staff

    # 3.2.2

    def attempt(self, case: Case, pk: UUID) -> None:
        visit = self._visit(pk)
        if visit.outcome:
            return
        actor = self.actor(self._collector(case, visit.team))
        result = self.random.choice((AttemptResult.NOBODY_IN, AttemptResult.NOBODY_IN, AttemptResult.REFUSED))
        visits.record_attempt(actor, next(self.ids), visit.id, visit.version, result)

    def visit(self, case: Case, pk: UUID) -> None:
        visit = self._visit(pk)
        actor = self.actor(self._collector(case, visit.team))
        with reading(actor, verbs.RECORD_VISIT):
            items = tuple(self._findings(case, visit)) if case.ending == Outcome.CONFIRMED else ()
        if not items:
            ending = Outcome.UNFOUNDED if case.ending == Outcome.CONFIRMED else case.ending
            visits.close_visit(actor, next(self.ids), visit.id, visit.version, Closing(ending))
            return
        collection.record_findings(actor, next(self.ids), visit.id, visit.version, Findings(items))
        collected_at = clock.now()
        for form in self._drafts(visit):
            if case.until > stage.FOLLOWED:
                self.diary.later_today(clock.now(), 12, self._then(self.fill, case, form, collected_at))
        for follow_up in self._follow_ups(visit):
            if case.until > stage.FOUND:
                after = self._then(self.visit, case, follow_up)
                self.diary.on_workday(clock.now(), case.follow_up_after, after)

    def _findings(self, case: Case, visit: Visit) -> Iterator[Finding]:
        if visit.category:
            yield Finding(FoundCategory(visit.category), FormAction.REGISTER)
            return
        match case.matter:
            case Matter.MOVED_IN:
                yield from (Finding(FoundCategory(found), FormAction.REGISTER) for found in case.found)
            case Matter.SUBLET:
                yield Finding(FoundCategory.FROM_ELSEWHERE, FormAction.REGISTER)
            case Matter.LET | Matter.OVER_OCCUPIED:
                yield self._dwelling_finding(case)
            case Matter.UNIT_OPENED:
                yield Finding(FoundCategory.UNIT, FormAction.REGISTER)
            case Matter.UNIT_CLOSED:
                unit = standing.units_at(CODE, case.door.id)[0]
                yield Finding(FoundCategory.UNIT, FormAction.DEREGISTER, unit=unit.record)
            case Matter.MOVED_OUT:
                yield from self._leavers(case)
            case _:
                yield from self._altered(case)

    def _dwelling_finding(self, case: Case) -> Finding:
        known = standing.dwelling_at(CODE, case.door.id)
        if known is None:
            return Finding(FoundCategory.DWELLING, FormAction.REGISTER)
        return Finding(FoundCategory.DWELLING, FormAction.ALTER, dwelling=known.record)

    def _leavers(self, case: Case) -> Iterator[Finding]:
        here = [one for one in standing.residents(CODE, case.door.id) if one.category != Category.OVERSEAS]
        for resident in here[: self.random.choice((1, 1, 2))]:
            yield Finding(
                FoundCategory(resident.category), FormAction.DEREGISTER, residency=resident.residency
            )

    def _altered(self, case: Case) -> Iterator[Finding]:
        own = (Category.LOCAL, Category.SEPARATED)
        here = [one for one in standing.residents(CODE, case.door.id) if one.category in own]
        for resident in here[:1]:
            yield Finding(FoundCategory(resident.category), FormAction.ALTER, residency=resident.residency)

    # 3.2.1

    def fill(self, case: Case, pk: UUID, collected_at: datetime) -> None:
        form = self._form(pk)
        assert form.collector_id is not None
        content = self._content(case, form, collected_at.date())
        filled = Filled(content, collected_at)
        collection.fill_form(self.actor(form.collector_id), next(self.ids), form.id, form.version, filled)
        self.diary.on_workday(clock.now(), case.hand_over_after, self._then(self.hand_over, case, form.id))

    def hand_over(self, case: Case, pk: UUID) -> None:
        form = self._form(pk)
        assert form.collector_id is not None
        collection.hand_over(self.actor(form.collector_id), next(self.ids), form.id, form.version)
        case.forms.append(form.id)
        if case.is_held:
            self.diary.later_today(clock.now(), 45, self._then(self.hold, case, form.id))
        if case.until == stage.HANDED_OVER:
            return
        desk = self.send_back if case.is_returned and form.state == State.DRAFT else self.enter
        self.diary.on_workday(clock.now(), case.entry_after, self._then(desk, case, form.id))

    def _content(self, case: Case, form: Form, on: date) -> FormContent:
        content = content_of(form)
        match Subject(form.subject), FormAction(form.action):
            case Subject.PERSON, FormAction.REGISTER:
                return self._newcomer(case, form, on)
            case Subject.PERSON, FormAction.ALTER:
                assert content.person is not None
                person = replace(
                    content.person, phone=self.people.phone(), notice_version=NOTICE_VERSION, notified_on=on
                )
                return replace(content, person=person, alteration=Alteration(AlterationKind.CHANGE, on))
            case Subject.PERSON, FormAction.DEREGISTER:
                return FormContent(end=self._end(form))
            case Subject.UNIT, FormAction.DEREGISTER:
                return FormContent(end=EndFacts(on, ""))
            case Subject.UNIT, _:
                return FormContent(unit=self._unit(case))
            case Subject.DWELLING, FormAction.ALTER:
                altered = self._with_leases(case, self._let(content.dwelling), content, on)
                return replace(altered, alteration=Alteration(AlterationKind.CHANGE, on))
            case _:
                return self._with_leases(case, self._let(None), content, on)

    def _newcomer(self, case: Case, form: Form, on: date) -> FormContent:
        moved_in = form.learned_on - timedelta(days=self.random.randrange(0, 12))
        match form.category:
            case Category.LOCAL:
                person, lives = self.people.local(on)
            case Category.SEPARATED:
                person, lives = self.people.separated(on)
            case Category.OVERSEAS:
                person, lives = self.people.overseas(moved_in, on)
            case _:
                person, lives = self.people.from_elsewhere(moved_in, on)
        if form.category == Category.FROM_ELSEWHERE and (case.is_known or case.is_alike):
            known = self._somebody_elsewhere(case).person
            phone = self.people.phone()
            person = replace(known, phone=phone, notified_on=on, notice_version=NOTICE_VERSION)
            if case.is_alike:
                person = replace(person, document_number="", no_document_reason=NoDocument.NOT_AT_HAND)
        return FormContent(person=person, residency=lives)

    def _somebody_elsewhere(self, case: Case) -> standing.Residence:
        """Moves within the street: found in the register by the document number (plan 3.3.3)."""
        other = self.street.filled[(case.place + 1) % len(self.street.filled)]
        rows = ResidencyVersion.objects.filter(
            subdistrict=CODE,
            committee=other.id,
            category=Category.FROM_ELSEWHERE,
            superseded_at__isnull=True,
            valid_to__isnull=True,
        ).order_by("id")
        self._movers += 1
        with reading(house(), verbs.READ_PERSONS):
            found = standing.residence(CODE, rows[EVERY_SO_MANY * self._movers].residency_id)
        assert found is not None
        return found

    def _end(self, form: Form) -> EndFacts:
        reason = self.random.choice(
            (EndReason.MOVED, EndReason.MOVED, EndReason.LEFT_SHANGHAI, EndReason.DIED)
        )
        target = self.random.choice(list(self.street.committees)) if reason == EndReason.MOVED else ""
        return EndFacts(form.learned_on - ONE_DAY * self.random.randrange(0, 6), reason, target)

    def _let(self, known: DwellingFacts | None) -> DwellingFacts:
        facts = self.people.let_dwelling()
        if known is None or known.occupancy != Occupancy.LET:
            return facts
        # Let already: what changes is who answers for it.
        return replace(
            known, use=Use.HOME, contact_phone=facts.contact_phone, contact_name=facts.contact_name
        )

    def _with_leases(
        self, case: Case, dwelling: DwellingFacts, content: FormContent, on: date
    ) -> FormContent:
        with reading(house(), verbs.READ_PERSONS):
            here = standing.residents(CODE, case.door.id)
        dwelling, leases = self.leases.roomy(dwelling, len(here)), content.leases
        if case.matter == Matter.LET:
            tenants = [str(one.person) for one in here if one.category == Category.FROM_ELSEWHERE]
            leases = self.leases.found(dwelling, leases, tenants, on)
        return FormContent(dwelling=dwelling, leases=leases)

    def _unit(self, case: Case) -> UnitFacts:
        building = case.door.building
        unit = self.people.unit(self.random.randrange(20), building.road, building.number)
        kind = UnitKind.COMMUNITY if case.door.room else UnitKind.STREET_FRONT
        return replace(unit, kind=kind, status=UnitStatus.OPEN)

    # 3.3

    def enter(self, case: Case, pk: UUID) -> None:
        form = self._form(pk)
        made = entry.enter(self.clerk(case), next(self.ids), form.id, form.version, self.decision(form))
        if self.random.random() < 0.85:
            self.diary.on_workday(clock.now(), 1, self._then(self.file, case, form.id))
        self.entered.append((made, case, clock.today()))

    def hold(self, case: Case, pk: UUID) -> None:
        form = self._form(pk)
        reason = words()["remarks"]["hold"]
        entry.hold_form(self.clerk(case), next(self.ids), form.id, form.version, reason)

    def send_back(self, case: Case, pk: UUID) -> None:
        form = self._form(pk)
        field, text = self._reason(form)
        entry.return_form(self.clerk(case), next(self.ids), form.id, form.version, {field: text})
        if case.until != stage.RETURNED:
            self.diary.on_workday(clock.now(), 1, self._then(self.correct, case, form.id))

    def correct(self, case: Case, pk: UUID) -> None:
        form = self._form(pk)
        assert form.collector_id is not None and form.collected_at is not None
        content = content_of(form)
        if content.person is not None and content.person.phone:
            content = replace(content, person=replace(content.person, phone=self.people.phone()))
        actor = self.actor(form.collector_id)
        filled = Filled(content, form.collected_at)
        collection.fill_form(actor, next(self.ids), form.id, form.version, filled)
        self.diary.on_workday(clock.now(), 0, self._then(self.hand_over, case, form.id))

    def _reason(self, form: Form) -> tuple[str, str]:
        remarks = words()["remarks"]
        if form.subject == Subject.PERSON and form.action != FormAction.DEREGISTER:
            return "phone", remarks["return_phone"]
        if form.action == FormAction.DEREGISTER:
            return "ended_on", remarks["return_date"]
        return "contact_phone", remarks["return_phone"]

    def decision(self, form: Form) -> Decision:
        """As the match says. Where it does not say, the clerk asked: two of one name."""
        offer = matching.offer(form, content_of(form))
        person = None if form.subject == Subject.UNIT else offer.best or offer.holder
        reason = words()["remarks"]["match"] if offer.asks_reason(person) else ""
        return Decision(Match.SAME if person else Match.NEW, person, reason)

    def file(self, case: Case, pk: UUID) -> None:
        clerk = self.clerk(case)
        if case.place not in self._volumes:
            shelf = words()["places"]["volume_shelf"] % (case.place + 1)
            opened = VolumeOpened(self.street.filled[case.place].id, shelf)
            self._volumes[case.place] = (entry.open_volume(clerk, next(self.ids), opened), 0)
        if not Form.objects.filter(subdistrict=CODE, pk=pk, state=State.ENTERED).exists():
            return
        volume, last = self._volumes[case.place]
        entry.file_form(clerk, next(self.ids), pk, volume, last + 1)
        self._volumes[case.place] = (volume, last + 1)

    def void(self, made: UUID, case: Case) -> None:
        entry.void_entry(self.clerk(case), next(self.ids), made, words()["remarks"]["void"])

    # Who

    def actor(self, account: UUID) -> Actor:
        key = (account, self._turn())
        if key not in self._actors:
            found = actor_for(Account.objects.get(pk=account), CODE, verbs.Purpose.VERIFY_RECORD)
            assert found is not None, "the demo's staff hold their posts all year"
            self._actors[key] = found
        return self._actors[key]

    def clerk(self, case: Case) -> Actor:
        """The stand-in on his days, else the clerk in office (plan 2.5.1)."""
        key = (case.place, self._turn())
        if key not in self._clerks:
            posts = clerks_on(CODE, self.street.filled[case.place].id, clock.today())
            self._clerks[key] = posts.order_by("-stand_in", "id")[0].account_id
        return self.actor(self._clerks[key])

    def _turn(self) -> int:
        """How often the staff has changed so far; between two changes nobody need be asked for anew."""
        return bisect(self._turns, clock.today())

    def _team(self, case: Case) -> Team:
        return self.staff.teams[case.place]

    def _collector(self, case: Case, duty: str) -> UUID:
        team = self._team(case)
        match duty:
            case Duty.OFFICER:
                return team.officer
            case Duty.UNITS_TEAM:
                return team.director if case.door.floor % 2 else team.security_team
            case Duty.CADRE:
                beats = self.street.filled[case.place].beats
                return team.cadres[beats.index(case.door.beat_id)]
            case _:
                return team.coordinators[int(case.door.building.number) % 2]

    # Rows

    def _visit(self, pk: UUID) -> Visit:
        return Visit.objects.get(subdistrict=CODE, pk=pk)

    def _form(self, pk: UUID) -> Form:
        return Form.objects.get(subdistrict=CODE, pk=pk)

    def _drafts(self, visit: Visit) -> list[UUID]:
        drafts = Form.objects.filter(subdistrict=CODE, visit=visit, state=State.DRAFT).order_by("id")
        return list(drafts.values_list("pk", flat=True))

    def _follow_ups(self, visit: Visit) -> list[UUID]:
        passed_on = Visit.objects.filter(subdistrict=CODE, parent=visit).order_by("id")
        return list(passed_on.values_list("pk", flat=True))

    def _then(self, act: Callable[..., object], *arguments: object) -> Callable[[], None]:
        def later() -> None:
            act(*arguments)

        return later


def _days_of_change() -> set[date]:
    """The days on which a post begins, or is over."""
    posts = Post.objects.filter(subdistrict=CODE).values_list("valid_from", "valid_to")
    return {day for begins, ends in posts for day in (begins, ends and ends + ONE_DAY) if day}
