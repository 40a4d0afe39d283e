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
  Household: {
    id: string
    version: number
    no: string
    kind: string
    head_id: string
    address: string
    members: (Schemas["HouseholdMember"])[]
  }
  HouseholdAnswer: {
    household: Schemas["Household"] | null
  }
  HouseholdInput: {
    id?: string
    head_id: string
    address?: string
    kind?: string
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
    total: number
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
    merged_into: string | null
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
    today: string
    must_change_password: boolean
    idle_minutes: number
    expires_at: string
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
  /** Divisions directly below one */
  "GET /api/divisions": {
    query: { parent?: string }
    answer: {
      next: string | null
      items: (Schemas["Division"])[]
    }
  }
  /** Lost, refused, closed, found again */
  "POST /api/enrolments/{enrolment}/state": {
    body: Schemas["StateInput"]
    answer: Schemas["Enrolment"]
  }
  /** Service grids in reach */
  "GET /api/grids": {
    answer: {
      next: string | null
      items: (Schemas["Grid"])[]
    }
  }
  /** Open a household */
  "POST /api/households": {
    body: Schemas["HouseholdInput"]
    answer: Schemas["HouseholdOpened"]
  }
  /** Add a member */
  "POST /api/households/{household}/members": {
    body: Schemas["MemberInput"]
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
  /** Loaded packs and their forms */
  "GET /api/packs": {
    answer: Schemas["PackList"]
  }
  /** The bundle of a pack, byte for byte */
  "GET /api/packs/{name}/{version}": {
    answer: Record<string, string>
  }
  /** Is the session alive */
  "GET /api/ping": {
    answer: {
      pong: boolean
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
  /** Who changed what, when */
  "GET /api/residents/{resident}/versions": {
    answer: Schemas["ResidentHistory"]
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
    }
    answer: Schemas["Session"]
  }
  /** Sign out */
  "DELETE /api/session": {
    answer: null
  }
  /** Act at another place of work */
  "POST /api/session/choice": {
    body: {
      county_id: string
      institution_id?: string
    }
    answer: Schemas["Session"]
  }
  /** Change the own password */
  "POST /api/session/password": {
    body: {
      current: string
      password: string
    }
    answer: Schemas["Session"]
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
}
