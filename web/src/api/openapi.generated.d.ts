// Written by scripts/generate-api.mjs from the server's /openapi.json. Do not edit.

export interface Schemas {
  AmendmentInput: {
    id?: string
    reason: string
    pack_version?: string
    service_date: string
    answers: Record<string, unknown>
    confirmed?: (string)[]
    enrolment_version?: number
  }
  AsOfChange: {
    change_seq: number
    at: string
  }
  CarriedPerson: {
    id: string
    keys: (string)[]
    village: string
    phone: string | null
    head: Record<string, unknown>
    programmes: Schemas["ResidentProgrammes"]
    records: Schemas["RecordPage"]
    facts: ((string)[])[]
  }
  CellProblem: {
    column: string
    field: string
    code: string
    allowed: string
  }
  Checked: {
    findings: (Schemas["FieldFinding"])[]
    decision: Schemas["Decision"] | null
    answers?: Record<string, unknown>
  }
  ChildPlace: {
    id: string
    name: string
    kind: string
    has_children: boolean
    own: boolean
  }
  ContactAttempt: {
    on: string
    how?: string
  }
  Decision: {
    class: string | null
    rule_class: string | null
    next_due: string | null
    rule_next_due: string | null
    referral: Schemas["Referral"] | null
    row: string
    flags: Record<string, boolean>
    messages: (string)[]
    findings: (Schemas["FieldFinding"])[]
    tasks_closed: (string)[]
    tasks_created: (Schemas["Task"])[]
  }
  Division: {
    code: string
    name: string
    level: number
    parent: string
    archive_part3: string | null
  }
  Enrolled: {
    enrolment: Schemas["Enrolment"]
    tasks_created: (Schemas["Task"])[]
    change_seq: number
  }
  Enrolment: {
    id: string
    resident_id: string
    programme: string
    state: "1" | "2" | "3" | "4" | "5" | "6"
    state_on: string
    enrolled_on: string
    institution_id: string
    diagnosis: string
    version: number
  }
  EnrolmentInput: {
    id?: string
    programme: string
    enrolled_on: string
    diagnosis?: string
  }
  EnrolmentList: {
    items: (Schemas["Enrolment"])[]
  }
  FieldDifference: {
    field: string
    column: string
    before: string
    after: string
    applies: boolean
  }
  FieldFinding: {
    pointer: string
    code: string
    allowed: string
    severity?: "hard" | "soft"
  }
  FirstAccount: {
    name: string
    display_name: string
    password: string
  }
  FormRecord: {
    id: string
    resident_id: string
    enrolment_id: string
    form: string
    pack_version: string
    service_date: string
    answers: Record<string, unknown>
    signed_at: string
    author_id: string
    author_name: string
    institution_id: string
    supersedes: string | null
    superseded_by: string | null
    reason: string
  }
  Grid: {
    id: string
    code: string
    name: string
    township_code: string
    institution_id: string
    division_codes: (string)[]
    persons: ({
      user_id: string
      duty: string
    })[]
  }
  HeadInput: {
    resident_id: string
    relations?: Record<string, string>
  }
  Household: {
    id: string
    version: number
    no: string
    kind: string
    head_id: string
    address: string
    state: "1" | "2" | "3"
    proposed_head_id: string | null
    environment: Record<string, unknown>
    members: (Schemas["HouseholdMember"])[]
  }
  HouseholdAnswer: {
    household: Schemas["Household"] | null
  }
  HouseholdChange: {
    address?: string
    kind?: string
    environment?: Record<string, unknown> | null
  }
  HouseholdInput: {
    id?: string
    head_id: string
    address?: string
    kind: string
    environment?: Record<string, unknown> | null
  }
  HouseholdMember: {
    resident_id: string
    name: string
    sex: string
    age: number
    relation: string
    from: string
    in_reach: boolean
  }
  HouseholdOpened: {
    id: string
    no: string
    version: number
  }
  ImportColumn: {
    index: number
    header: string
    field: string | null
  }
  ImportDifference: {
    row: number
    resident_id: string
    state: string
    fields: (Schemas["FieldDifference"])[]
  }
  ImportDifferencePage: {
    items: (Schemas["ImportDifference"])[]
    next: string | null
  }
  ImportField: {
    field: string
    label_zh: string
    label_en: string
  }
  ImportRow: {
    row: number
    cells: (string)[]
    problems: (Schemas["CellProblem"])[]
  }
  ImportRowPage: {
    items: (Schemas["ImportRow"])[]
    next: string | null
  }
  ImportStartInput: {
    mapping?: Record<string, string>
    edition?: string
    institution_id?: string
    village_code?: string
    update?: boolean
  }
  ImportState: {
    id: string
    state: string
  }
  Indicator: {
    code: string
    name_zh: string
    name_en: string
    programme: string
    numerator: number
    denominator: number
    basis_points: number | null
    target_basis_points: number | null
    higher_is_better: boolean
    on_target: boolean
    population_stale: boolean
    previous_year: Schemas["YearBefore"]
    numerator_zh: string
    numerator_en: string
    denominator_zh: string
    denominator_en: string
    denominator_kind: "people" | "population"
    source: string
  }
  IndicatorChild: {
    institution: Schemas["ChildPlace"]
    numerator: number
    denominator: number
    basis_points: number | null
    rank: number | null
    on_target: boolean
  }
  IndicatorDetail: {
    as_of: string
    period: string
    as_of_change: Schemas["AsOfChange"]
    institution: Schemas["IndicatorPlace"]
    path: (Schemas["PathItem"])[]
    item: Schemas["Indicator"]
    children: (Schemas["IndicatorChild"])[]
    series: (Schemas["IndicatorPoint"])[]
  }
  IndicatorList: {
    as_of: string
    period: string
    as_of_change: Schemas["AsOfChange"]
    institution: Schemas["IndicatorPlace"]
    path: (Schemas["PathItem"])[]
    items: (Schemas["Indicator"])[]
  }
  IndicatorPeople: {
    items: (Schemas["IndicatorPerson"])[]
    next: string | null
    as_of: string
    as_of_change: Schemas["AsOfChange"]
    total: number | null
    nameless: boolean
    small: boolean
  }
  IndicatorPerson: {
    resident_id: string
    name: string
    sex: string
    birth_date: string
    village: string
    phone_masked: string
    in_numerator: boolean
    why: {
      code: string
      detail: string
    } | null
    task: {
      id: string
      code: string
      due: string
    } | null
    age_band?: string
    handle?: string
  }
  IndicatorPlace: {
    id: string
    name: string
    kind: string
    parent_id: string | null
  }
  IndicatorPoint: {
    as_of: string
    numerator: number
    denominator: number
    basis_points: number | null
  }
  Institution: {
    id: string
    code: string
    name: string
    kind: string
    grade: string
    parent_id: string | null
    division_code: string
    version?: number
    equipment_class?: string
    ownership?: string
    status?: string
    successor_id?: string | null
    areas: (string)[]
    valid_from: string
    valid_to: string | null
  }
  LastRecord: {
    record_id: string
    form: string
    service_date: string
    answers: Record<string, unknown>
    decision: Schemas["Decision"]
  }
  LeavingInput: {
    on?: string
  }
  MemberInput: {
    resident_id: string
    relation: string
    from?: string
  }
  OffTarget: {
    code: string
    name_zh: string
    name_en: string
    numerator: number
    denominator: number
    basis_points: number
    target_basis_points: number
    higher_is_better: boolean
  }
  Opening: {
    opened: boolean
    since: string | null
  }
  OpeningInput: {
    opened: boolean
    on?: string
  }
  OwedRow: {
    institution: {
      id: string
      name: string
    }
    missed: number
    late: number
    due: number
    referrals: number
  }
  PackForm: {
    name: string
    title_zh: string
    title_en: string
  }
  PackInForce: {
    name: string
    version: string
    title_zh: string
    title_en: string
    effective_from: string
  }
  PackItem: {
    name: string
    version: string
    edition: string
    effective_from: string
    title_zh: string
    title_en: string
    has_enrolment: boolean
    forms: (Schemas["PackForm"])[]
  }
  PackList: {
    items: (Schemas["PackItem"])[]
  }
  PathItem: {
    id: string
    name: string
  }
  Place: {
    id: string
    name: string
  }
  Problem: {
    type: string
    title: string
    status: number
    code: string
    detail?: string
    request_id: string
    errors: ({
      pointer: string
      code: string
      allowed: string
      severity?: "soft"
    })[]
  }
  ProgrammeItem: {
    enrolment: Schemas["Enrolment"]
    pack: Schemas["PackInForce"] | null
    last: Schemas["LastRecord"] | null
    open_tasks: (Schemas["Task"])[]
    records_count: number
  }
  RecordInput: {
    id?: string
    form: string
    pack_version?: string
    service_date: string
    answers: Record<string, unknown>
    confirmed?: (string)[]
    enrolment_version?: number
  }
  RecordPage: {
    items: (Schemas["RecordRow"])[]
    next: string | null
  }
  RecordRow: {
    record: Schemas["FormRecord"]
    decision: Schemas["Decision"]
  }
  RecordVersion: {
    id: string
    service_date: string
    signed_at: string
    author_name: string
    reason: string
  }
  RecordWithVersions: {
    record: Schemas["FormRecord"]
    decision: Schemas["Decision"]
    versions: (Schemas["RecordVersion"])[]
  }
  Recorded: {
    record: Schemas["FormRecord"]
    decision: Schemas["Decision"]
    enrolment: Schemas["Enrolment"]
    change_seq: number
  }
  Referral: {
    urgency: "routine" | "urgent"
    due: string | null
  }
  ReferralResultInput: {
    id?: string
    on: string
    outcome: "1" | "2" | "3"
    note?: string
  }
  ResidentChange: {
    version: number
    at: string
    by: string
    act: string
    changed: (string)[]
  }
  ResidentCover: {
    id: string
    version: number
    name: string
    sex: string
    birth_date: string
    age: number
    id_type: string
    nationality: string
    id_no: string | null
    id_masked: string
    phone: string | null
    phone_masked: string
    contact_name: string
    contact_phone: string | null
    contact_phone_masked: string
    residence_type: string
    residence_state: string
    arrived_on: string
    address: string
    registered_address: string
    village_code: string
    institution_id: string
    grid_id: string
    opened_on: string
    opened_by: string
    doctor: string
    archive_no: string
    status: string
    status_on: string | null
    status_note: Record<string, unknown> | null
    identifiers: (Schemas["ResidentIdentifier"])[]
    basic: Record<string, unknown> | null
    basic_version: number
    basic_pack_version: string
    basic_complete: boolean
  }
  ResidentCreated: {
    id: string
    version: number
    archive_no: string
    temporary_id: string | null
    warnings: (Schemas["Warning"])[]
  }
  ResidentHead: {
    id: string
    version: number
    name: string
    sex: string
    birth_date: string
    age: number
    id_type: string
    id_masked: string
    phone_masked: string
    archive_no: string
    archive_no_printed: string
    institution_id: string
    grid_id: string
    village_code: string
    address: string
    status: string
    status_on: string | null
    merged_from: string | null
    residence_state: string
    opened_on: string
    doctor: string
    allergy: (string)[]
    allergy_text: string
    basic_complete: boolean
  }
  ResidentHistory: {
    items: (Schemas["ResidentChange"])[]
    next: string | null
  }
  ResidentIdentifier: {
    type: string
    masked: string
    current: boolean
    from: string
    to: string | null
    source: string
  }
  ResidentInput: {
    id?: string
    name?: string
    sex?: string
    birth_date?: string
    id_type?: string
    id_no?: string
    nationality?: string
    phone?: string
    contact_name?: string
    contact_phone?: string
    residence_type?: string
    residence_state?: string
    arrived_on?: string
    address?: string
    registered_address?: string
    village_code?: string
    institution_id?: string
    grid_id?: string
    opened_on?: string
    opened_by?: string
    doctor?: string
    basic?: Record<string, unknown> | null
  }
  ResidentPage: {
    items: (Schemas["ResidentRow"])[]
    next: string | null
    total?: number
    total_is_exact?: boolean
    kind: string
  }
  ResidentProgrammes: {
    resident_id: string
    today: string
    items: (Schemas["ProgrammeItem"])[]
  }
  ResidentRow: {
    id: string
    name: string
    sex: string
    birth_date: string
    age: number
    id_masked: string
    phone_masked: string
    archive_no: string
    institution: Schemas["Place"]
    village_code: string
    village: string
    township: string
    address: string
    status: string
  }
  ResidentVersion: {
    id: string
    version: number
    warnings?: (Schemas["Warning"])[]
  }
  RevealInput: {
    field: "id_no" | "phone" | "contact_phone"
    reason?: string
  }
  Revealed: {
    value: string
  }
  RosterImport: {
    id: string
    state: "preview" | "queued" | "running" | "finished" | "failed" | "cancelled"
    file_name: string
    encoding?: string
    rows: number
    done?: number
    created?: number
    existing?: number
    bad?: number
    error?: string
    at?: string
    columns?: (Schemas["ImportColumn"])[]
    unmapped?: (string)[]
    missing?: (string)[]
    sample?: (Schemas["ImportRow"])[]
    fields?: (Schemas["ImportField"])[]
    differing?: number
    changed?: number
    households?: number
    default_village?: Schemas["VillageChoice"] | null
    villages?: (Schemas["VillageChoice"])[]
  }
  RosterImportList: {
    items: (Schemas["RosterImport"])[]
    next: string | null
  }
  SearchInput: {
    q?: string
    limit?: number
    cursor?: string
    institution?: string
    village?: string
    status?: string
  }
  Series: {
    items: (Schemas["SeriesItem"])[]
    targets: Record<string, string>
  }
  SeriesItem: {
    fact: string
    code: string
    points: (Schemas["SeriesPoint"])[]
  }
  SeriesPoint: {
    on: string
    value: string
    record_id: string
  }
  Session: {
    user: {
      id: string
      name: string
      display_name: string
    }
    roles: (string)[]
    institution: {
      id: string
      name: string
      kind: string
    }
    county: {
      id: string
      name: string
    }
    choices: ({
      county_id: string
      county_name: string
      institution_id: string
      institution_name: string
      roles: (string)[]
    })[]
    csrf: string
    permissions: Record<string, (string)[]>
    statistical: (string)[]
    second_factor: {
      needed: boolean
      enrolled: boolean
      must_enrol: boolean
      fresh: boolean
    }
    today: string
    must_change_password: boolean
    idle_minutes: number
    expires_at: string
  }
  Slice: {
    today: string
    since: number
    upto: number
    people: (Schemas["CarriedPerson"])[]
    people_count: number
    people_digest: string
  }
  StateInput: {
    state: "1" | "2" | "5" | "6"
    on: string
    reason?: string
    version?: number
  }
  StatusInput: {
    status: "1" | "2" | "3" | "4"
    on: string
    reason?: string
    cause?: string
    source?: string
    destination?: string
    note?: string
    last_contact?: string
    attempts?: (Schemas["ContactAttempt"])[]
  }
  Task: {
    id: string
    resident_id: string
    enrolment_id: string
    programme: string
    code: string
    form: string
    anchor: string
    opens: string
    due: string
    grace_until: string
    state: 0 | 1 | 2 | 3 | 4 | 5 | 6
    late_days: number
    done_on: string | null
    referral: boolean
    why: Schemas["TaskWhy"]
  }
  TaskAnswer: {
    task: Schemas["Task"]
  }
  TaskWhy: Record<string, string>
  TodayCounts: {
    missed: number
    late: number
    due: number
    referrals: number
    upcoming_7_days: number
  }
  TodayCounty: {
    kind: "county"
    today: string
    indicators_off_target: (Schemas["OffTarget"])[]
    institutions: (Schemas["OwedRow"])[]
    as_of_change: {
      change_seq: number
      at: string
    }
  }
  TodayItem: {
    task: Schemas["Task"]
    resident: Schemas["TodayResident"]
    urgency: "referral" | "missed" | "late" | "due"
  }
  TodayPeople: {
    kind: "people"
    today: string
    counts?: Schemas["TodayCounts"]
    items: (Schemas["TodayItem"])[]
    institutions?: (Schemas["OwedRow"])[]
    next: string | null
  }
  TodayResident: {
    id: string
    name: string
    sex: string
    birth_date: string
    age: number
    village: string
    phone: string | null
    phone_masked: string
  }
  VillageChoice: {
    code: string
    name: string
  }
  Warning: {
    pointer: string
    code: string
    allowed: string
  }
  YearBefore: {
    as_of: string
    numerator: number
    denominator: number
    basis_points: number | null
  }
}

export interface Operations {
  /** Accounts in reach */
  "GET /api/accounts": {
    query: { q?: string; role?: string; institution?: string; state?: string; cursor?: string }
    answer: {
      [name: string]: unknown
    }
  }
  /** Make an account and its first link */
  "POST /api/accounts": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** One account */
  "GET /api/accounts/{account}": {
    answer: {
      [name: string]: unknown
    }
  }
  /** Change, disable or enable an account */
  "PATCH /api/accounts/{account}": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** Assign a programme by name */
  "POST /api/accounts/{account}/duties": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** A one-time link for a new password */
  "POST /api/accounts/{account}/reset": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** Give or end a role by date */
  "POST /api/accounts/{account}/roles": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** Take away a lost second factor */
  "DELETE /api/accounts/{account}/second-factor": {
    answer: {
      [name: string]: unknown
    }
  }
  /** End all sessions of an account */
  "DELETE /api/accounts/{account}/sessions": {
    answer: {
      [name: string]: unknown
    }
  }
  /** End a lock early */
  "POST /api/accounts/{account}/unlock": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** Lines of a chain */
  "GET /api/audit": {
    query: { chain?: string; person?: string; user?: string; action?: string; resource?: string; outcome?: string; reason?: string; from?: string; to?: string; cursor?: string }
    answer: {
      [name: string]: unknown
    }
  }
  /** The same as a file */
  "GET /api/audit/file.csv": {
    query: { chain?: string; person?: string; user?: string; action?: string; resource?: string; outcome?: string; reason?: string; from?: string; to?: string; cursor?: string }
    answer: {
      [name: string]: unknown
    }
  }
  /** Whether the chains are whole */
  "GET /api/audit/proof": {
    answer: {
      [name: string]: unknown
    }
  }
  /** Emergency openings to review */
  "GET /api/break-glass": {
    answer: {
      [name: string]: unknown
    }
  }
  /** Justified or not */
  "POST /api/break-glass/{opening}/review": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** Whom a card points to */
  "POST /api/cards/lookup": {
    answer: null
  }
  /** Who stands in for whom */
  "GET /api/delegations": {
    answer: {
      [name: string]: unknown
    }
  }
  /** Ask a colleague to stand in */
  "POST /api/delegations": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** Approve or refuse a delegation */
  "POST /api/delegations/{delegation}/decision": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** End the own delegation */
  "POST /api/delegations/{delegation}/end": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** Divisions directly below one */
  "GET /api/divisions": {
    query: { parent?: string }
    answer: {
      next: string | null
      items: (Schemas["Division"])[]
    }
  }
  /** The village's digits in archive numbers */
  "PUT /api/divisions/{division}/archive-part": {
    answer: null
  }
  /** Archives that may be one person's */
  "GET /api/duplicates": {
    answer: null
  }
  /** Two archives side by side */
  "GET /api/duplicates/{a}/{b}": {
    answer: null
  }
  /** They are two people */
  "POST /api/duplicates/{a}/{b}/different": {
    answer: null
  }
  /** Lost, refused, closed, found again */
  "POST /api/enrolments/{enrolment}/state": {
    body: Schemas["StateInput"]
    answer: Schemas["Enrolment"]
  }
  /** Exports of whole identities that wait for a second person */
  "GET /api/export-proposals": {
    answer: {
      [name: string]: unknown
    }
  }
  /** Ask for an export */
  "POST /api/export-proposals": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** Approve or refuse an export */
  "POST /api/export-proposals/{proposal}/decision": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** Population figures of a year by division */
  "GET /api/figures": {
    answer: null
  }
  /** Enters figures of a year */
  "PUT /api/figures": {
    answer: null
  }
  /** Who entered a figure when */
  "GET /api/figures/history": {
    answer: null
  }
  /** Service grids in reach */
  "GET /api/grids": {
    answer: {
      next: string | null
      items: (Schemas["Grid"])[]
    }
  }
  /** Adds a grid over villages that have none */
  "POST /api/grids": {
    answer: null
  }
  /** Villages without a grid, and in two */
  "GET /api/grids/coverage": {
    answer: null
  }
  /** Begins or ends a duty for a grid */
  "POST /api/grids/{grid}/duties": {
    answer: null
  }
  /** Who answers for a grid on a day */
  "GET /api/grids/{grid}/responsible": {
    query: { as_of?: string }
    answer: null
  }
  /** Hand-overs, newest first */
  "GET /api/hand-overs": {
    answer: null
  }
  /** One person takes over what another answered for */
  "POST /api/hand-overs": {
    answer: null
  }
  /** Open a household */
  "POST /api/households": {
    body: Schemas["HouseholdInput"]
    answer: Schemas["HouseholdOpened"]
  }
  /** Change kind, address or environment of a household */
  "PATCH /api/households/{household}": {
    body: Schemas["HouseholdChange"]
    answer: Schemas["HouseholdOpened"]
  }
  /** Name another head */
  "PUT /api/households/{household}/head": {
    body: Schemas["HeadInput"]
    answer: Schemas["HouseholdOpened"]
  }
  /** Add a member */
  "POST /api/households/{household}/members": {
    body: Schemas["MemberInput"]
    answer: Schemas["HouseholdOpened"]
  }
  /** A member leaves */
  "POST /api/households/{household}/members/{resident}/leaving": {
    body: Schemas["LeavingInput"]
    answer: Schemas["HouseholdOpened"]
  }
  /** Every indicator of an institution's subtree on a day */
  "GET /api/indicators": {
    query: { as_of?: string; institution?: string }
    answer: Schemas["IndicatorList"]
  }
  /** One indicator: the level below and its course */
  "GET /api/indicators/{code}": {
    query: { as_of?: string; institution?: string }
    answer: Schemas["IndicatorDetail"]
  }
  /** The people behind a number, what each lacks and the task that mends it */
  "GET /api/indicators/{code}/people": {
    query: { as_of?: string; institution?: string; part?: string; cursor?: string; limit?: string }
    answer: Schemas["IndicatorPeople"]
  }
  /** Institutions in reach, parents before children */
  "GET /api/institutions": {
    query: { as_of?: string }
    answer: {
      next: string | null
      items: (Schemas["Institution"])[]
    }
  }
  /** Opens an institution */
  "POST /api/institutions": {
    answer: null
  }
  /** One institution with its history */
  "GET /api/institutions/{institution}": {
    answer: null
  }
  /** Changes an institution */
  "PUT /api/institutions/{institution}": {
    answer: null
  }
  /** Begins or ends serving an area */
  "POST /api/institutions/{institution}/areas": {
    answer: null
  }
  /** Closes it; a successor keeps the records */
  "POST /api/institutions/{institution}/close": {
    answer: null
  }
  /** Puts it below another parent */
  "POST /api/institutions/{institution}/move": {
    answer: null
  }
  /** Proposals and merges, newest first */
  "GET /api/merges": {
    answer: null
  }
  /** Propose to merge two archives */
  "POST /api/merges": {
    answer: null
  }
  /** One proposal */
  "GET /api/merges/{merge}": {
    answer: null
  }
  /** Approve and merge */
  "POST /api/merges/{merge}/approval": {
    answer: null
  }
  /** Refuse a proposal */
  "POST /api/merges/{merge}/refusal": {
    answer: null
  }
  /** Take a merge back */
  "POST /api/merges/{merge}/undo": {
    answer: null
  }
  /** What a device carries to work without a connection */
  "GET /api/offline/slice": {
    query: { since?: string }
    answer: Schemas["Slice"]
  }
  /** Loaded packs and their forms */
  "GET /api/packs": {
    answer: Schemas["PackList"]
  }
  /** The bundle of a pack, byte for byte */
  "GET /api/packs/{name}/{version}": {
    answer: Record<string, string>
  }
  /** Numbers of the county by date */
  "GET /api/parameters": {
    answer: null
  }
  /** Enters a number valid from a day */
  "PUT /api/parameters": {
    answer: null
  }
  /** Persons opened for a purpose */
  "GET /api/person-purposes": {
    answer: {
      [name: string]: unknown
    }
  }
  /** Open the person behind a pseudonymous row, for a stated purpose */
  "POST /api/person-purposes": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** Is the session alive */
  "GET /api/ping": {
    answer: {
      pong: boolean
    }
  }
  /** Unusual reading */
  "GET /api/reading-alerts": {
    answer: {
      [name: string]: unknown
    }
  }
  /** Judge an alert */
  "POST /api/reading-alerts/{alert}/review": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** One signed form and its versions */
  "GET /api/records/{record}": {
    answer: Schemas["RecordWithVersions"]
  }
  /** Replace a signed form, keeping the old one */
  "POST /api/records/{record}/amendments": {
    body: Schemas["AmendmentInput"]
    answer: Schemas["Recorded"]
  }
  /** The registers and their columns */
  "GET /api/registers": {
    answer: null
  }
  /** Clean conduct: list */
  "GET /api/registers/conduct": {
    answer: null
  }
  /** Clean conduct: enters a row */
  "POST /api/registers/conduct": {
    answer: null
  }
  /** Clean conduct: list as a workbook */
  "GET /api/registers/conduct/file": {
    answer: null
  }
  /** Clean conduct: one row with its history */
  "GET /api/registers/conduct/{row}": {
    answer: null
  }
  /** Clean conduct: changes a row */
  "PUT /api/registers/conduct/{row}": {
    answer: null
  }
  /** Clean conduct: takes a row out of the lists */
  "POST /api/registers/conduct/{row}/remove": {
    answer: null
  }
  /** Clean conduct: shows a sealed column; audited */
  "POST /api/registers/conduct/{row}/reveal": {
    answer: null
  }
  /** Titles and creations: list */
  "GET /api/registers/creation": {
    answer: null
  }
  /** Titles and creations: enters a row */
  "POST /api/registers/creation": {
    answer: null
  }
  /** Titles and creations: list as a workbook */
  "GET /api/registers/creation/file": {
    answer: null
  }
  /** Titles and creations: one row with its history */
  "GET /api/registers/creation/{row}": {
    answer: null
  }
  /** Titles and creations: changes a row */
  "PUT /api/registers/creation/{row}": {
    answer: null
  }
  /** Titles and creations: takes a row out of the lists */
  "POST /api/registers/creation/{row}/remove": {
    answer: null
  }
  /** Titles and creations: shows a sealed column; audited */
  "POST /api/registers/creation/{row}/reveal": {
    answer: null
  }
  /** Credits of persons: list */
  "GET /api/registers/credit": {
    answer: null
  }
  /** Credits of persons: enters a row */
  "POST /api/registers/credit": {
    answer: null
  }
  /** Credits of persons: list as a workbook */
  "GET /api/registers/credit/file": {
    answer: null
  }
  /** Credits of persons: one row with its history */
  "GET /api/registers/credit/{row}": {
    answer: null
  }
  /** Credits of persons: changes a row */
  "PUT /api/registers/credit/{row}": {
    answer: null
  }
  /** Credits of persons: takes a row out of the lists */
  "POST /api/registers/credit/{row}/remove": {
    answer: null
  }
  /** Credits of persons: shows a sealed column; audited */
  "POST /api/registers/credit/{row}/reveal": {
    answer: null
  }
  /** Departments: list */
  "GET /api/registers/department": {
    answer: null
  }
  /** Departments: enters a row */
  "POST /api/registers/department": {
    answer: null
  }
  /** Departments: list as a workbook */
  "GET /api/registers/department/file": {
    answer: null
  }
  /** Departments: one row with its history */
  "GET /api/registers/department/{row}": {
    answer: null
  }
  /** Departments: changes a row */
  "PUT /api/registers/department/{row}": {
    answer: null
  }
  /** Departments: takes a row out of the lists */
  "POST /api/registers/department/{row}/remove": {
    answer: null
  }
  /** Departments: shows a sealed column; audited */
  "POST /api/registers/department/{row}/reveal": {
    answer: null
  }
  /** Education: list */
  "GET /api/registers/education": {
    answer: null
  }
  /** Education: enters a row */
  "POST /api/registers/education": {
    answer: null
  }
  /** Education: list as a workbook */
  "GET /api/registers/education/file": {
    answer: null
  }
  /** Education: one row with its history */
  "GET /api/registers/education/{row}": {
    answer: null
  }
  /** Education: changes a row */
  "PUT /api/registers/education/{row}": {
    answer: null
  }
  /** Education: takes a row out of the lists */
  "POST /api/registers/education/{row}/remove": {
    answer: null
  }
  /** Education: shows a sealed column; audited */
  "POST /api/registers/education/{row}/reveal": {
    answer: null
  }
  /** Equipment: list */
  "GET /api/registers/equipment": {
    answer: null
  }
  /** Equipment: enters a row */
  "POST /api/registers/equipment": {
    answer: null
  }
  /** Equipment: list as a workbook */
  "GET /api/registers/equipment/file": {
    answer: null
  }
  /** Equipment: one row with its history */
  "GET /api/registers/equipment/{row}": {
    answer: null
  }
  /** Equipment: changes a row */
  "PUT /api/registers/equipment/{row}": {
    answer: null
  }
  /** Equipment: takes a row out of the lists */
  "POST /api/registers/equipment/{row}/remove": {
    answer: null
  }
  /** Equipment: shows a sealed column; audited */
  "POST /api/registers/equipment/{row}/reveal": {
    answer: null
  }
  /** Equipment standard of the county: list */
  "GET /api/registers/equipment_standard": {
    answer: null
  }
  /** Equipment standard of the county: enters a row */
  "POST /api/registers/equipment_standard": {
    answer: null
  }
  /** Equipment standard of the county: list as a workbook */
  "GET /api/registers/equipment_standard/file": {
    answer: null
  }
  /** Equipment standard of the county: one row with its history */
  "GET /api/registers/equipment_standard/{row}": {
    answer: null
  }
  /** Equipment standard of the county: changes a row */
  "PUT /api/registers/equipment_standard/{row}": {
    answer: null
  }
  /** Equipment standard of the county: takes a row out of the lists */
  "POST /api/registers/equipment_standard/{row}/remove": {
    answer: null
  }
  /** Equipment standard of the county: shows a sealed column; audited */
  "POST /api/registers/equipment_standard/{row}/reveal": {
    answer: null
  }
  /** Ethics files: list */
  "GET /api/registers/ethics_file": {
    answer: null
  }
  /** Ethics files: enters a row */
  "POST /api/registers/ethics_file": {
    answer: null
  }
  /** Ethics files: list as a workbook */
  "GET /api/registers/ethics_file/file": {
    answer: null
  }
  /** Ethics files: one row with its history */
  "GET /api/registers/ethics_file/{row}": {
    answer: null
  }
  /** Ethics files: changes a row */
  "PUT /api/registers/ethics_file/{row}": {
    answer: null
  }
  /** Ethics files: takes a row out of the lists */
  "POST /api/registers/ethics_file/{row}/remove": {
    answer: null
  }
  /** Ethics files: shows a sealed column; audited */
  "POST /api/registers/ethics_file/{row}/reveal": {
    answer: null
  }
  /** Licences: list */
  "GET /api/registers/licence": {
    answer: null
  }
  /** Licences: enters a row */
  "POST /api/registers/licence": {
    answer: null
  }
  /** Licences: list as a workbook */
  "GET /api/registers/licence/file": {
    answer: null
  }
  /** Licences: one row with its history */
  "GET /api/registers/licence/{row}": {
    answer: null
  }
  /** Licences: changes a row */
  "PUT /api/registers/licence/{row}": {
    answer: null
  }
  /** Licences: takes a row out of the lists */
  "POST /api/registers/licence/{row}/remove": {
    answer: null
  }
  /** Licences: shows a sealed column; audited */
  "POST /api/registers/licence/{row}/reveal": {
    answer: null
  }
  /** Maintenance: list */
  "GET /api/registers/maintenance": {
    answer: null
  }
  /** Maintenance: enters a row */
  "POST /api/registers/maintenance": {
    answer: null
  }
  /** Maintenance: list as a workbook */
  "GET /api/registers/maintenance/file": {
    answer: null
  }
  /** Maintenance: one row with its history */
  "GET /api/registers/maintenance/{row}": {
    answer: null
  }
  /** Maintenance: changes a row */
  "PUT /api/registers/maintenance/{row}": {
    answer: null
  }
  /** Maintenance: takes a row out of the lists */
  "POST /api/registers/maintenance/{row}/remove": {
    answer: null
  }
  /** Maintenance: shows a sealed column; audited */
  "POST /api/registers/maintenance/{row}/reveal": {
    answer: null
  }
  /** Measures: list */
  "GET /api/registers/measure": {
    answer: null
  }
  /** Measures: enters a row */
  "POST /api/registers/measure": {
    answer: null
  }
  /** Measures: list as a workbook */
  "GET /api/registers/measure/file": {
    answer: null
  }
  /** Measures: one row with its history */
  "GET /api/registers/measure/{row}": {
    answer: null
  }
  /** Measures: changes a row */
  "PUT /api/registers/measure/{row}": {
    answer: null
  }
  /** Measures: takes a row out of the lists */
  "POST /api/registers/measure/{row}/remove": {
    answer: null
  }
  /** Measures: shows a sealed column; audited */
  "POST /api/registers/measure/{row}/reveal": {
    answer: null
  }
  /** Congress and announcements: list */
  "GET /api/registers/meeting": {
    answer: null
  }
  /** Congress and announcements: enters a row */
  "POST /api/registers/meeting": {
    answer: null
  }
  /** Congress and announcements: list as a workbook */
  "GET /api/registers/meeting/file": {
    answer: null
  }
  /** Congress and announcements: one row with its history */
  "GET /api/registers/meeting/{row}": {
    answer: null
  }
  /** Congress and announcements: changes a row */
  "PUT /api/registers/meeting/{row}": {
    answer: null
  }
  /** Congress and announcements: takes a row out of the lists */
  "POST /api/registers/meeting/{row}/remove": {
    answer: null
  }
  /** Congress and announcements: shows a sealed column; audited */
  "POST /api/registers/meeting/{row}/reveal": {
    answer: null
  }
  /** Milestones: list */
  "GET /api/registers/milestone": {
    answer: null
  }
  /** Milestones: enters a row */
  "POST /api/registers/milestone": {
    answer: null
  }
  /** Milestones: list as a workbook */
  "GET /api/registers/milestone/file": {
    answer: null
  }
  /** Milestones: one row with its history */
  "GET /api/registers/milestone/{row}": {
    answer: null
  }
  /** Milestones: changes a row */
  "PUT /api/registers/milestone/{row}": {
    answer: null
  }
  /** Milestones: takes a row out of the lists */
  "POST /api/registers/milestone/{row}/remove": {
    answer: null
  }
  /** Milestones: shows a sealed column; audited */
  "POST /api/registers/milestone/{row}/reveal": {
    answer: null
  }
  /** Partners: list */
  "GET /api/registers/partner": {
    answer: null
  }
  /** Partners: enters a row */
  "POST /api/registers/partner": {
    answer: null
  }
  /** Partners: list as a workbook */
  "GET /api/registers/partner/file": {
    answer: null
  }
  /** Partners: one row with its history */
  "GET /api/registers/partner/{row}": {
    answer: null
  }
  /** Partners: changes a row */
  "PUT /api/registers/partner/{row}": {
    answer: null
  }
  /** Partners: takes a row out of the lists */
  "POST /api/registers/partner/{row}/remove": {
    answer: null
  }
  /** Partners: shows a sealed column; audited */
  "POST /api/registers/partner/{row}/reveal": {
    answer: null
  }
  /** Plans: list */
  "GET /api/registers/plan": {
    answer: null
  }
  /** Plans: enters a row */
  "POST /api/registers/plan": {
    answer: null
  }
  /** Plans: list as a workbook */
  "GET /api/registers/plan/file": {
    answer: null
  }
  /** Plans: one row with its history */
  "GET /api/registers/plan/{row}": {
    answer: null
  }
  /** Plans: changes a row */
  "PUT /api/registers/plan/{row}": {
    answer: null
  }
  /** Plans: takes a row out of the lists */
  "POST /api/registers/plan/{row}/remove": {
    answer: null
  }
  /** Plans: shows a sealed column; audited */
  "POST /api/registers/plan/{row}/reveal": {
    answer: null
  }
  /** Computers by post: list */
  "GET /api/registers/post_declaration": {
    answer: null
  }
  /** Computers by post: enters a row */
  "POST /api/registers/post_declaration": {
    answer: null
  }
  /** Computers by post: list as a workbook */
  "GET /api/registers/post_declaration/file": {
    answer: null
  }
  /** Computers by post: one row with its history */
  "GET /api/registers/post_declaration/{row}": {
    answer: null
  }
  /** Computers by post: changes a row */
  "PUT /api/registers/post_declaration/{row}": {
    answer: null
  }
  /** Computers by post: takes a row out of the lists */
  "POST /api/registers/post_declaration/{row}/remove": {
    answer: null
  }
  /** Computers by post: shows a sealed column; audited */
  "POST /api/registers/post_declaration/{row}/reveal": {
    answer: null
  }
  /** Practice sites: list */
  "GET /api/registers/practice_site": {
    answer: null
  }
  /** Practice sites: enters a row */
  "POST /api/registers/practice_site": {
    answer: null
  }
  /** Practice sites: list as a workbook */
  "GET /api/registers/practice_site/file": {
    answer: null
  }
  /** Practice sites: one row with its history */
  "GET /api/registers/practice_site/{row}": {
    answer: null
  }
  /** Practice sites: changes a row */
  "PUT /api/registers/practice_site/{row}": {
    answer: null
  }
  /** Practice sites: takes a row out of the lists */
  "POST /api/registers/practice_site/{row}/remove": {
    answer: null
  }
  /** Practice sites: shows a sealed column; audited */
  "POST /api/registers/practice_site/{row}/reveal": {
    answer: null
  }
  /** Construction projects: list */
  "GET /api/registers/project": {
    answer: null
  }
  /** Construction projects: enters a row */
  "POST /api/registers/project": {
    answer: null
  }
  /** Construction projects: list as a workbook */
  "GET /api/registers/project/file": {
    answer: null
  }
  /** Construction projects: one row with its history */
  "GET /api/registers/project/{row}": {
    answer: null
  }
  /** Construction projects: changes a row */
  "PUT /api/registers/project/{row}": {
    answer: null
  }
  /** Construction projects: takes a row out of the lists */
  "POST /api/registers/project/{row}/remove": {
    answer: null
  }
  /** Construction projects: shows a sealed column; audited */
  "POST /api/registers/project/{row}/reveal": {
    answer: null
  }
  /** Inspections: list */
  "GET /api/registers/project_inspection": {
    answer: null
  }
  /** Inspections: enters a row */
  "POST /api/registers/project_inspection": {
    answer: null
  }
  /** Inspections: list as a workbook */
  "GET /api/registers/project_inspection/file": {
    answer: null
  }
  /** Inspections: one row with its history */
  "GET /api/registers/project_inspection/{row}": {
    answer: null
  }
  /** Inspections: changes a row */
  "PUT /api/registers/project_inspection/{row}": {
    answer: null
  }
  /** Inspections: takes a row out of the lists */
  "POST /api/registers/project_inspection/{row}/remove": {
    answer: null
  }
  /** Inspections: shows a sealed column; audited */
  "POST /api/registers/project_inspection/{row}/reveal": {
    answer: null
  }
  /** Payments: list */
  "GET /api/registers/project_payment": {
    answer: null
  }
  /** Payments: enters a row */
  "POST /api/registers/project_payment": {
    answer: null
  }
  /** Payments: list as a workbook */
  "GET /api/registers/project_payment/file": {
    answer: null
  }
  /** Payments: one row with its history */
  "GET /api/registers/project_payment/{row}": {
    answer: null
  }
  /** Payments: changes a row */
  "PUT /api/registers/project_payment/{row}": {
    answer: null
  }
  /** Payments: takes a row out of the lists */
  "POST /api/registers/project_payment/{row}/remove": {
    answer: null
  }
  /** Payments: shows a sealed column; audited */
  "POST /api/registers/project_payment/{row}/reveal": {
    answer: null
  }
  /** Problems: list */
  "GET /api/registers/project_problem": {
    answer: null
  }
  /** Problems: enters a row */
  "POST /api/registers/project_problem": {
    answer: null
  }
  /** Problems: list as a workbook */
  "GET /api/registers/project_problem/file": {
    answer: null
  }
  /** Problems: one row with its history */
  "GET /api/registers/project_problem/{row}": {
    answer: null
  }
  /** Problems: changes a row */
  "PUT /api/registers/project_problem/{row}": {
    answer: null
  }
  /** Problems: takes a row out of the lists */
  "POST /api/registers/project_problem/{row}/remove": {
    answer: null
  }
  /** Problems: shows a sealed column; audited */
  "POST /api/registers/project_problem/{row}/reveal": {
    answer: null
  }
  /** Support agreements: list */
  "GET /api/registers/support_agreement": {
    answer: null
  }
  /** Support agreements: enters a row */
  "POST /api/registers/support_agreement": {
    answer: null
  }
  /** Support agreements: list as a workbook */
  "GET /api/registers/support_agreement/file": {
    answer: null
  }
  /** Support agreements: one row with its history */
  "GET /api/registers/support_agreement/{row}": {
    answer: null
  }
  /** Support agreements: changes a row */
  "PUT /api/registers/support_agreement/{row}": {
    answer: null
  }
  /** Support agreements: takes a row out of the lists */
  "POST /api/registers/support_agreement/{row}/remove": {
    answer: null
  }
  /** Support agreements: shows a sealed column; audited */
  "POST /api/registers/support_agreement/{row}/reveal": {
    answer: null
  }
  /** Support days: list */
  "GET /api/registers/support_day": {
    answer: null
  }
  /** Support days: enters a row */
  "POST /api/registers/support_day": {
    answer: null
  }
  /** Support days: list as a workbook */
  "GET /api/registers/support_day/file": {
    answer: null
  }
  /** Support days: one row with its history */
  "GET /api/registers/support_day/{row}": {
    answer: null
  }
  /** Support days: changes a row */
  "PUT /api/registers/support_day/{row}": {
    answer: null
  }
  /** Support days: takes a row out of the lists */
  "POST /api/registers/support_day/{row}/remove": {
    answer: null
  }
  /** Support days: shows a sealed column; audited */
  "POST /api/registers/support_day/{row}/reveal": {
    answer: null
  }
  /** Multi-site practice: list */
  "GET /api/registers/support_term": {
    answer: null
  }
  /** Multi-site practice: enters a row */
  "POST /api/registers/support_term": {
    answer: null
  }
  /** Multi-site practice: list as a workbook */
  "GET /api/registers/support_term/file": {
    answer: null
  }
  /** Multi-site practice: one row with its history */
  "GET /api/registers/support_term/{row}": {
    answer: null
  }
  /** Multi-site practice: changes a row */
  "PUT /api/registers/support_term/{row}": {
    answer: null
  }
  /** Multi-site practice: takes a row out of the lists */
  "POST /api/registers/support_term/{row}/remove": {
    answer: null
  }
  /** Multi-site practice: shows a sealed column; audited */
  "POST /api/registers/support_term/{row}/reveal": {
    answer: null
  }
  /** Support activities: list */
  "GET /api/registers/support_visit": {
    answer: null
  }
  /** Support activities: enters a row */
  "POST /api/registers/support_visit": {
    answer: null
  }
  /** Support activities: list as a workbook */
  "GET /api/registers/support_visit/file": {
    answer: null
  }
  /** Support activities: one row with its history */
  "GET /api/registers/support_visit/{row}": {
    answer: null
  }
  /** Support activities: changes a row */
  "PUT /api/registers/support_visit/{row}": {
    answer: null
  }
  /** Support activities: takes a row out of the lists */
  "POST /api/registers/support_visit/{row}/remove": {
    answer: null
  }
  /** Support activities: shows a sealed column; audited */
  "POST /api/registers/support_visit/{row}/reveal": {
    answer: null
  }
  /** Service teams: list */
  "GET /api/registers/team": {
    answer: null
  }
  /** Service teams: enters a row */
  "POST /api/registers/team": {
    answer: null
  }
  /** Service teams: list as a workbook */
  "GET /api/registers/team/file": {
    answer: null
  }
  /** Service teams: one row with its history */
  "GET /api/registers/team/{row}": {
    answer: null
  }
  /** Service teams: changes a row */
  "PUT /api/registers/team/{row}": {
    answer: null
  }
  /** Service teams: takes a row out of the lists */
  "POST /api/registers/team/{row}/remove": {
    answer: null
  }
  /** Service teams: shows a sealed column; audited */
  "POST /api/registers/team/{row}/reveal": {
    answer: null
  }
  /** Titles: list */
  "GET /api/registers/title": {
    answer: null
  }
  /** Titles: enters a row */
  "POST /api/registers/title": {
    answer: null
  }
  /** Titles: list as a workbook */
  "GET /api/registers/title/file": {
    answer: null
  }
  /** Titles: one row with its history */
  "GET /api/registers/title/{row}": {
    answer: null
  }
  /** Titles: changes a row */
  "PUT /api/registers/title/{row}": {
    answer: null
  }
  /** Titles: takes a row out of the lists */
  "POST /api/registers/title/{row}/remove": {
    answer: null
  }
  /** Titles: shows a sealed column; audited */
  "POST /api/registers/title/{row}/reveal": {
    answer: null
  }
  /** Training plans: list */
  "GET /api/registers/training_plan": {
    answer: null
  }
  /** Training plans: enters a row */
  "POST /api/registers/training_plan": {
    answer: null
  }
  /** Training plans: list as a workbook */
  "GET /api/registers/training_plan/file": {
    answer: null
  }
  /** Training plans: one row with its history */
  "GET /api/registers/training_plan/{row}": {
    answer: null
  }
  /** Training plans: changes a row */
  "PUT /api/registers/training_plan/{row}": {
    answer: null
  }
  /** Training plans: takes a row out of the lists */
  "POST /api/registers/training_plan/{row}/remove": {
    answer: null
  }
  /** Training plans: shows a sealed column; audited */
  "POST /api/registers/training_plan/{row}/reveal": {
    answer: null
  }
  /** Training sessions: list */
  "GET /api/registers/training_session": {
    answer: null
  }
  /** Training sessions: enters a row */
  "POST /api/registers/training_session": {
    answer: null
  }
  /** Training sessions: list as a workbook */
  "GET /api/registers/training_session/file": {
    answer: null
  }
  /** Training sessions: one row with its history */
  "GET /api/registers/training_session/{row}": {
    answer: null
  }
  /** Training sessions: changes a row */
  "PUT /api/registers/training_session/{row}": {
    answer: null
  }
  /** Training sessions: takes a row out of the lists */
  "POST /api/registers/training_session/{row}/remove": {
    answer: null
  }
  /** Training sessions: shows a sealed column; audited */
  "POST /api/registers/training_session/{row}/reveal": {
    answer: null
  }
  /** Credits of a year by person */
  "GET /api/reports/credits": {
    answer: null
  }
  /** Construction programme by batch */
  "GET /api/reports/projects": {
    answer: null
  }
  /** Equipment standard against what is in use */
  "GET /api/reports/shortages": {
    answer: null
  }
  /** Support days of a quarter by person */
  "GET /api/reports/support-days": {
    answer: null
  }
  /** Open an archive */
  "POST /api/residents": {
    body: Schemas["ResidentInput"]
    answer: Schemas["ResidentCreated"]
  }
  /** Imports, newest first */
  "GET /api/residents/imports": {
    answer: Schemas["RosterImportList"]
  }
  /** Upload a roster and see what will be read */
  "POST /api/residents/imports": {
    answer: Schemas["RosterImport"]
  }
  /** State, counts and preview of an import */
  "GET /api/residents/imports/{import}": {
    answer: Schemas["RosterImport"]
  }
  /** Rows that were not taken, with reasons */
  "GET /api/residents/imports/{import}/bad": {
    answer: Schemas["ImportRowPage"]
  }
  /** The same rows as a file to correct */
  "GET /api/residents/imports/{import}/bad.csv": {
    answer: null
  }
  /** Stop an import */
  "POST /api/residents/imports/{import}/cancel": {
    answer: Schemas["ImportState"]
  }
  /** Rows whose person is here already and of whom the file says something else */
  "GET /api/residents/imports/{import}/differences": {
    answer: Schemas["ImportDifferencePage"]
  }
  /** Start an import */
  "POST /api/residents/imports/{import}/start": {
    body: Schemas["ImportStartInput"]
    answer: Schemas["ImportState"]
  }
  /** The search box */
  "POST /api/residents/search": {
    body: Schemas["SearchInput"]
    answer: Schemas["ResidentPage"]
  }
  /** Head of a resident's file */
  "GET /api/residents/{resident}": {
    answer: Schemas["ResidentHead"]
  }
  /** Change cover or basic form */
  "PATCH /api/residents/{resident}": {
    body: Schemas["ResidentInput"]
    answer: Schemas["ResidentVersion"]
  }
  /** Open a person in an emergency */
  "POST /api/residents/{resident}/break-glass": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** Cards that point to the person */
  "GET /api/residents/{resident}/cards": {
    answer: null
  }
  /** Bind a card */
  "POST /api/residents/{resident}/cards": {
    answer: null
  }
  /** Report a card lost, found again or cancelled */
  "POST /api/residents/{resident}/cards/{card}/state": {
    answer: null
  }
  /** Cover and basic form */
  "GET /api/residents/{resident}/cover": {
    answer: Schemas["ResidentCover"]
  }
  /** A person's enrolments */
  "GET /api/residents/{resident}/enrolments": {
    answer: Schemas["EnrolmentList"]
  }
  /** Enrol a person in a programme */
  "POST /api/residents/{resident}/enrolments": {
    body: Schemas["EnrolmentInput"]
    answer: Schemas["Enrolled"]
  }
  /** The person's household */
  "GET /api/residents/{resident}/household": {
    answer: Schemas["HouseholdAnswer"]
  }
  /** Who looked at a person, when and why */
  "GET /api/residents/{resident}/looked": {
    query: { cursor?: string }
    answer: {
      [name: string]: unknown
    }
  }
  /** Is the archive opened to the person */
  "GET /api/residents/{resident}/opening": {
    answer: Schemas["Opening"]
  }
  /** Open the archive to the person, or close it again */
  "PUT /api/residents/{resident}/opening": {
    body: Schemas["OpeningInput"]
    answer: Schemas["ResidentVersion"]
  }
  /** Cover or basic form on A4 paper (PDF) */
  "GET /api/residents/{resident}/print/{form}": {
    answer: null
  }
  /** Enrolments, open tasks and last values */
  "GET /api/residents/{resident}/programmes": {
    answer: Schemas["ResidentProgrammes"]
  }
  /** Signed forms, newest first */
  "GET /api/residents/{resident}/records": {
    query: { cursor?: string; limit?: string }
    answer: Schemas["RecordPage"]
  }
  /** Save a signed form */
  "POST /api/residents/{resident}/records": {
    body: Schemas["RecordInput"]
    answer: Schemas["Recorded"]
  }
  /** What a form would lead to; nothing is saved */
  "POST /api/residents/{resident}/records/check": {
    body: Schemas["RecordInput"]
    answer: Schemas["Checked"]
  }
  /** One masked field in full */
  "POST /api/residents/{resident}/reveal": {
    body: Schemas["RevealInput"]
    answer: Schemas["Revealed"]
  }
  /** A measured value over time */
  "GET /api/residents/{resident}/series": {
    query: { fact?: string; from?: string }
    answer: Schemas["Series"]
  }
  /** Moved, died, lost, returned */
  "POST /api/residents/{resident}/status": {
    body: Schemas["StatusInput"]
    answer: Schemas["ResidentVersion"]
  }
  /** Ask the county to correct a status */
  "POST /api/residents/{resident}/status-corrections": {
    answer: null
  }
  /** Offer a resident to another institution */
  "POST /api/residents/{resident}/transfers": {
    answer: null
  }
  /** Who changed what, when */
  "GET /api/residents/{resident}/versions": {
    answer: Schemas["ResidentHistory"]
  }
  /** Roles and second factors that wait for a second person */
  "GET /api/role-proposals": {
    answer: {
      [name: string]: unknown
    }
  }
  /** Approve or refuse a role */
  "POST /api/role-proposals/{proposal}/decision": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** The session and what it may do */
  "GET /api/session": {
    answer: Schemas["Session"]
  }
  /** Sign in */
  "POST /api/session": {
    body: {
      name: string
      password: string
      workstation?: boolean
      county_id?: string
      institution_id?: string
      code?: string
    }
    answer: Schemas["Session"]
  }
  /** Sign out */
  "DELETE /api/session": {
    answer: null
  }
  /** One's own sessions */
  "GET /api/session/all": {
    answer: {
      [name: string]: unknown
    }
  }
  /** End one of one's own sessions */
  "DELETE /api/session/all/{session}": {
    answer: {
      [name: string]: unknown
    }
  }
  /** Act at another place of work */
  "POST /api/session/choice": {
    body: {
      county_id: string
      institution_id?: string
    }
    answer: Schemas["Session"]
  }
  /** What unlocks the user's data on a device */
  "GET /api/session/device": {
    answer: {
      secret: string
    }
  }
  /** Change the own password */
  "POST /api/session/password": {
    body: {
      current: string
      password: string
    }
    answer: Schemas["Session"]
  }
  /** A new password with a one-time link */
  "POST /api/session/reset": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** Show the second factor again */
  "POST /api/session/second-factor": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** Prove the second factor */
  "POST /api/session/second-factor/confirmation": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** Begin to use a second factor */
  "POST /api/session/second-factor/enrolment": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** New recovery codes */
  "POST /api/session/second-factor/recovery-codes": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** Whether the first accounts are still to be made */
  "GET /api/setup": {
    answer: {
      needed?: boolean
    }
  }
  /** Make the first accounts with the one-time link */
  "POST /api/setup": {
    body: {
      token: string
      county: {
        id: string
      }
      institution_name: string
      county_admin: Schemas["FirstAccount"]
      sysadmin: Schemas["FirstAccount"]
    }
    answer: {
      done?: boolean
    }
  }
  /** Staff in reach; q finds names, pinyin, numbers and phones */
  "GET /api/staff": {
    answer: null
  }
  /** Enters a person */
  "POST /api/staff": {
    answer: null
  }
  /** The same list as a workbook */
  "GET /api/staff/file": {
    answer: null
  }
  /** Licences that have ended or end within 90 days */
  "GET /api/staff/warnings": {
    answer: null
  }
  /** One person with the posts held */
  "GET /api/staff/{staff}": {
    answer: null
  }
  /** Changes a person; without a phone the old one stays */
  "PUT /api/staff/{staff}": {
    answer: null
  }
  /** Ends the work; grids go to a successor */
  "POST /api/staff/{staff}/leave": {
    answer: null
  }
  /** To another institution or post from a day */
  "POST /api/staff/{staff}/transfer": {
    answer: null
  }
  /** Requests to correct a status */
  "GET /api/status-corrections": {
    answer: null
  }
  /** Approve a correction */
  "POST /api/status-corrections/{correction}/approval": {
    answer: null
  }
  /** Refuse a correction */
  "POST /api/status-corrections/{correction}/refusal": {
    answer: null
  }
  /** Targets of indicators in a year */
  "GET /api/targets": {
    answer: null
  }
  /** Enters a target */
  "PUT /api/targets": {
    answer: null
  }
  /** What came of a referral */
  "POST /api/tasks/{task}/referral-result": {
    body: Schemas["ReferralResultInput"]
    answer: Schemas["TaskAnswer"]
  }
  /** What is to be done today */
  "GET /api/today": {
    query: { cursor?: string; limit?: string }
    answer: Schemas["TodayPeople"] | Schemas["TodayCounty"]
  }
  /** Bearer tokens of services */
  "GET /api/tokens": {
    answer: {
      [name: string]: unknown
    }
  }
  /** Make a token, shown once */
  "POST /api/tokens": {
    body: {
      [name: string]: unknown
    }
    answer: {
      [name: string]: unknown
    }
  }
  /** End a token */
  "DELETE /api/tokens/{token}": {
    answer: {
      [name: string]: unknown
    }
  }
  /** Offers to and from the reader's institutions */
  "GET /api/transfers": {
    answer: null
  }
  /** Accept a resident */
  "POST /api/transfers/{transfer}/acceptance": {
    answer: null
  }
  /** Refuse an offer */
  "POST /api/transfers/{transfer}/refusal": {
    answer: null
  }
  /** Withdraw an offer */
  "POST /api/transfers/{transfer}/withdrawal": {
    answer: null
  }
}
