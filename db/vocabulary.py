"""The words a column may hold, each defined once. Where schema.org or a union has a word, it is that word."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Origin(StrEnum):
    """Where a posting's words come from. Only BOARD and ARCHIVE words may be called the employer's."""

    BOARD = "board"
    ARCHIVE = "archive"
    SUPPLIED = "supplied"
    PRESS = "press"
    RECONSTRUCTED = "reconstructed"


class AnswerKind(StrEnum):
    """What came of asking a studio to comment."""

    ANSWERED = "answered"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    """Nothing had come by the deadline."""


class Outcome(StrEnum):
    """How a crawl ended; a crawl that has not ended has none."""

    COMPLETE = "complete"
    SUSPECT = "suspect"
    INCOMPLETE = "incomplete"
    FAILED = "failed"


INTERRUPTED_BY = "interrupted: "
"""How the reason of a failed crawl begins that was cut off: the program was killed, or it lost its host."""


class State(StrEnum):
    LISTED = "listed"
    NOT_SEEN = "not_seen"
    NO_LONGER_LISTED = "no_longer_listed"


class Event(StrEnum):
    """What happened to a posting, as far as a board shows it."""

    ARRIVED = "arrived"
    """First seen, after a complete crawl that did not see it."""
    NO_LONGER_LISTED = "no_longer_listed"
    BACK_AGAIN = "back_again"
    """Seen again after a complete crawl, or more, that did not see it."""
    PAY_CHANGED = "pay_changed"
    TEXT_CHANGED = "text_changed"
    REPOSTED = "reposted"
    """A claim: it looks like an earlier posting that had left the board before."""


class RepostReason(StrEnum):
    """What a claim of a repost rests on."""

    NEAR_IDENTICAL_TEXT = "near_identical_text"
    SAME_PLACES = "same_places"
    SAME_REQUISITION = "same_requisition"
    SAME_TITLE = "same_title"


class PostedOnBasis(StrEnum):
    """What `posted_on` rests on, best first."""

    PUBLISHED = "published"
    """The board's own publication date."""
    CREATED = "created"
    """The date on which the board made the record, which may be older than its publication."""
    TEXT = "text"
    """A date in the posting's own words."""
    RELATIVE = "relative"
    """Counted back from words like "Posted 3 Days Ago"."""
    SUPPLIED = "supplied"
    """The person who supplied the page says so."""
    CAPTURED = "captured"
    """The day on which an archive captured the page: it stood there by then, and may be older."""
    FIRST_SEEN = "first_seen"
    """The board gives no date: the day on which our first crawl saw the posting, or a person supplied it."""
    CORRECTED = "corrected"
    """A person corrected the date: see the view corrections."""


class Unit(StrEnum):
    """What one amount of money pays for."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    HALF_MONTH = "half_month"
    MONTH = "month"
    YEAR = "year"
    SHIFT = "shift"
    NIGHT = "night"
    VISIT = "visit"
    SESSION = "session"
    EPISODE = "episode"
    SCRIPT = "script"
    PROJECT = "project"
    WORD = "word"
    PIECE = "piece"
    """A song, a video, an image, a task: one thing that is delivered."""
    FINISHED_HOUR = "finished_hour"
    """An hour of finished or approved content, whatever the work on it took."""


class PayKind(StrEnum):
    """What a pay range covers, in the posting's own words."""

    BASE = "base"
    TOTAL = "total"
    ON_TARGET = "on_target"
    SESSION = "session"
    """What a performer is paid for being there; use of the recording is paid apart."""
    USAGE = "usage"
    """What is paid for the use of a recording: a buyout, a licence."""
    UNSTATED = "unstated"


class PayBasis(StrEnum):
    """Whether a figure is before or after tax and contributions, in the posting's own words."""

    GROSS = "gross"
    NET = "net"
    UNSTATED = "unstated"


class NotPayKind(StrEnum):
    """Money beside a job's pay; read, kept, and never counted as its pay."""

    BONUS = "bonus"
    COMMISSION = "commission"
    EQUITY = "equity"
    ALLOWANCE = "allowance"
    STIPEND = "stipend"
    BENEFIT = "benefit"
    OTHER = "other"


class PayScope(StrEnum):
    THIS_POST = "this_post"
    MARKET_RANGE = "market_range"


class PaySource(StrEnum):
    STATED = "stated"
    """The board gave it as data."""
    TEXT = "text"
    """It was read from the posting's words."""


class PayFlag(StrEnum):
    """What a reader of a pay figure has to know before printing it."""

    CURRENCY_INFERRED = "currency_inferred"
    UNIT_INFERRED = "unit_inferred"
    UNIT_UNKNOWN = "unit_unknown"
    CURRENCY_UNKNOWN = "currency_unknown"
    MINIMUM_NOT_STATED = "minimum_not_stated"
    MAXIMUM_NOT_STATED = "maximum_not_stated"
    SEVERAL_RANGES = "several_ranges"
    SOURCES_DISAGREE = "sources_disagree"
    LIKELY_MISPRINT = "likely_misprint"
    IMPLAUSIBLE = "implausible"
    """No job pays so much, or so little, in that unit, currency and country: no year is reckoned from it."""
    ATTACHMENT_UNSURE = "attachment_unsure"
    """Little but its form says that the figure is the job's pay."""
    CURRENCY_ASSUMED = "currency_assumed"
    """A bare mark that neither the posting's place nor its words settle, read as the currency it nearly always is."""
    PRO_RATA = "pro_rata"
    """The figure is a full-time job's; the posting's hours are fewer."""
    PART_TIME = "part_time"
    """The job is part-time, or its hours a week vary, and no one number is stated: no year is reckoned from an hour."""
    SEVERAL_PIECES = "several_pieces"
    """The figure pays for several pieces at once ("for every 100 images"), whose number its quote names."""
    CORRECTED = "corrected"
    """A person corrected what was read: see the view corrections."""


class AiLabel(StrEnum):
    CORE = "core"
    ADJACENT = "adjacent"
    NONE = "none"


class AiKind(StrEnum):
    GENERATIVE = "generative"
    MACHINE_LEARNING = "machine_learning"
    DATA_FOR_AI = "data_for_ai"
    AI_POLICY_LEGAL = "ai_policy_legal"
    AI_PRODUCT = "ai_product"
    AI_INFRASTRUCTURE = "ai_infrastructure"
    RESEARCH = "research"
    GAME_AI = "game_ai"
    MADE_WITH_AI = "made_with_ai"
    """Content through generative AI is the craft, whatever the title."""


class AiClauseKind(StrEnum):
    """What words of a posting say of a worker and AI."""

    TRAINS_AI = "trains_ai"
    """The worker's work or likeness may train an AI."""
    DIGITAL_REPLICA = "digital_replica"
    """The worker is scanned, or the voice or likeness replicated."""
    PROTECTS_FROM_AI = "protects_from_ai"
    """Promises that neither will happen, or not without consent."""
    AI_TOOLS_REQUIRED = "ai_tools_required"
    AI_IN_HIRING = "ai_in_hiring"


class ScaleKind(StrEnum):
    """What a figure in the table of scales is. Only MINIMUM is union scale."""

    MINIMUM = "minimum"
    THRESHOLD = "threshold"
    RECOMMENDED = "recommended"
    STATUTORY = "statutory"
    STATISTIC = "statistic"
    CONTRIBUTION = "contribution"
    """What an employer pays to a union's funds on top of scale."""


class ScaleStatus(StrEnum):
    IN_FORCE = "in_force"
    LATEST_KNOWN = "latest_known"


class Confidence(StrEnum):
    VERIFIED = "verified"
    """Two independent sources."""
    ONE_SOURCE = "one_source"
    INFERRED = "inferred"


class Tier(StrEnum):
    """Who states a figure."""

    PRIMARY = "primary"
    """The contract, the union, the plan, or the statistics office."""
    PRIMARY_AS_QUOTED = "primary_as_quoted"
    SECONDARY = "secondary"
    COMPUTED = "computed"


class Covers(StrEnum):
    """Whether an agreement covers the advertised job."""

    NO = "no"
    UNKNOWN = "unknown"
    LIKELY = "likely"
    """A classification and an employer that fit, of which the posting leaves something open."""
    YES = "yes"


class Measure(StrEnum):
    """How a posting's pay is set beside a scale."""

    HEALTH_THRESHOLD_MULTIPLE = "health_threshold_multiple"
    SCALE_DAYS = "scale_days"
    SCALE_WEEKS = "scale_weeks"
    HOURLY_RATIO = "hourly_ratio"
    FULL_YEAR_RATIO = "full_year_ratio"
    SAME_UNIT_RATIO = "same_unit_ratio"
    """Pay and scale by one unit, neither of them made into another."""
    MONTHLY_RATIO = "monthly_ratio"
    """Pay a year beside twelve months at scale."""
    MINIMUM_CALL_RATIO = "minimum_call_ratio"
    """What an engagement pays beside what a contract pays for a call that short."""
    DAYS_WITH_CONTRIBUTIONS = "scale_days_with_contributions"
    """Total compensation a year beside days at scale and what employers pay to the plans on top."""
    WEEKS_WITH_CONTRIBUTIONS = "scale_weeks_with_contributions"


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleFact:
    """A round figure of the article that this tracker began with; never a scale. The note says who restates it.

    Readings of data/article_facts.csv and sentences of reports share it. The fact named "health_threshold" is what the
    article divides pay by.
    """

    name: str
    amount: Decimal
    currency: str | None = None
    unit: str
    source_title: str
    source_url: str
    note: str = ""
