// Written by scripts/generate-api.mjs from the server's /openapi.json. Do not edit.

export interface Schemas {
  Account: {
    id: string
    name: string
    display_name: string
    disabled: boolean
    demo: boolean
    must_change_password: boolean
    ends_on: string
    used_at: string
    home_division: string
    home_address: string
    version: number
    second_factor: boolean
    sessions: number
    assignments: (Schemas["AccountRole"])[]
    duties: (Schemas["AccountDuty"])[]
  }
  AccountChange: {
    version: number
    display_name?: string
    ends_on?: string
    disabled?: boolean
    home_division?: string
    home_address?: string
  }
  AccountDuty: {
    programme: string
    from: string
    to: string
  }
  AccountInput: {
    name: string
    display_name: string
    ends_on?: string
    home_division?: string
    home_address?: string
    institution_id: string
    role: string
    from?: string
    to?: string
  }
  AccountLink: {
    id: string
    link_token: string
    expires_at: string
    waits_for_approval: boolean
  }
  AccountPage: {
    items: (Schemas["Account"])[]
    next: string | null
  }
  AccountRole: {
    institution_id: string
    institution_name: string
    role: string
    from: string
    to: string
    approved_by_two: boolean
  }
  AmendmentInput: {
    id?: string
    reason: string
    pack_version?: string
    service_date: string
    answers: Record<string, unknown>
    confirmed?: (string)[]
    enrolment_version?: number
  }
  ApproveInput: {
    approve: boolean
    note?: string
  }
  ArchiveArea: {
    area: string
    then: (Schemas["Division"])[]
    now: (Schemas["Division"])[]
  }
  ArchiveMerge: {
    id: string
    state: string
    survivor: Schemas["NamedPerson"]
    loser: Schemas["NamedPerson"]
    choices: Record<string, string>
    reason: string
    proposed_by: string
    proposed_at: string | null
    decided_by: string
    decision_reason: string
    decided_at: string | null
    undone_by: string
    undo_reason: string
    undone_at: string | null
    may_undo: boolean
    reviews: (unknown)[]
  }
  ArchiveMergePage: {
    items: (Schemas["ArchiveMerge"])[]
    next: string | null
  }
  ArchivePart: {
    archive_part3: string
  }
  AsOfChange: {
    change_seq: number
    at: string
  }
  AttachmentWithdrawalInput: {
    reason: string
  }
  AttachmentWithdrawn: {
    by: string
    at: string
    reason: string
  }
  AuditLine: {
    seq: number
    at: string
    actor: string
    user_name: string
    role: string
    institution_name: string
    action: string
    resource: string
    resource_id: string
    person_id: string
    purpose: string
    outcome: string
    reason: string
    request_id: string
    address: string
    client: string
    hash: string
  }
  AuditPage: {
    items: (Schemas["AuditLine"])[]
    next: string | null
  }
  AuditProof: {
    items: (Schemas["AuditVerdict"])[]
  }
  AuditVerdict: {
    chain: string
    whole: boolean
    rows: number
    first_bad_seq: number
    why: string
  }
  BreakGlassInput: {
    reason: "emergency" | "unconscious" | "transfer" | "other"
    text?: string
  }
  CardLookup: {
    type: string
    number: string
    id_no?: string
    name?: string
  }
  CardOwner: {
    resident_id: string
    name: string
    card_id: string
    pays: boolean
    blocked: string | null
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
  ClosedDivision: {
    code: string
    name: string
    people: number
  }
  CodeInput: {
    code?: string
  }
  ComparedField: {
    key: string
    survivor: string
    loser: string
    same: boolean
    choice: string
  }
  ComparedSide: {
    id: string
    version: number
    name: string
    archive_no: string
    opened_on: string
    opened_by: string
    institution: string
    status: string
    basic_complete: boolean
  }
  Comparison: {
    survivor: Schemas["ComparedSide"]
    loser: Schemas["ComparedSide"]
    verdict: string
    points: number
    lines: (Schemas["EvidenceLine"])[]
    fields: (Schemas["ComparedField"])[]
    refused: string | null
    merge: string | null
  }
  ConflictExisting: {
    id: string
    name: string
    sex: string
    birth_date: string
    archive_no: string
    institution: string
  }
  ConflictResolutionInput: {
    resolution: string
    reason: string
  }
  ConflictStated: {
    name: string
    sex: string
    birth_date: string
    id_masked: string
    institution: string
    resident_id: string | null
  }
  ContactAttempt: {
    on: string
    how?: string
  }
  CreditLine: {
    person: Schemas["OrgName"]
    institution_id: string
    post: string
    class_one_tenths: number
    class_two_tenths: number
    complies: boolean
  }
  CreditReport: {
    year: number
    total_min_tenths: number
    items: (Schemas["CreditLine"])[]
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
    groups?: Record<string, Schemas["GroupState"]>
  }
  Delegation: {
    id: string
    from_user: string
    to_user: string
    from: string
    to: string
    reason: string
    state: "proposed" | "approved" | "refused" | "ended"
    proposed_by: string
    mine: boolean
    proposed_at: string
    decided_by: string
    decided_at: string
  }
  DelegationInput: {
    to_user: string
    from?: string
    to: string
    reason: string
  }
  DelegationList: {
    items: (Schemas["Delegation"])[]
  }
  Device: {
    id: string
    client: string
    registered_at: string
    contact_at: string
    people: number
    waiting: number
    erase: "" | "send-first" | "lose"
    ordered_by: string
    ordered_at: string
    erased_at: string
    lost: number
    this_one: boolean
  }
  DeviceContact: {
    device: string
    waiting?: number
    erased?: boolean
    lost?: number
  }
  DeviceInput: {
    device: string
    people?: number
    waiting?: number
  }
  DeviceList: {
    items: (Schemas["Device"])[]
  }
  DeviceOpened: {
    secret: string
    erase: "" | "send-first" | "lose"
  }
  DeviceOrder: {
    erase: "" | "send-first" | "lose"
  }
  Division: {
    code: string
    name: string
    level: number
    parent: string
    archive_part3: string | null
  }
  DivisionChangeInput: {
    kind: "rename" | "split" | "merge" | "abolish"
    on: string
    document: string
    moves: (Schemas["DivisionMove"])[]
    preview?: boolean
  }
  DivisionChangeLine: {
    id: string
    kind: "rename" | "split" | "merge" | "abolish"
    on: string
    old_code: string
    old_name: string
    new_code: string
    new_name: string
    part: string
    people: number
    document: string
    by: string
  }
  DivisionChangeList: {
    items: (Schemas["DivisionChangeLine"])[]
    unmapped: (Schemas["ClosedDivision"])[]
  }
  DivisionChanged: {
    id: string | null
    people: number
  }
  DivisionMove: {
    old_code: string
    new_code?: string
    new_name?: string
    part?: string
  }
  Done: {
    done: boolean
  }
  DuplicatePage: {
    items: (Schemas["DuplicatePair"])[]
    next: string | null
  }
  DuplicatePair: {
    verdict: string
    points: number
    lines: (Schemas["EvidenceLine"])[]
    found_on: string
    low: Schemas["PairSide"]
    high: Schemas["PairSide"]
  }
  EmergencyHit: {
    id: string
    name: string
    sex: string
    age: number
    id_masked: string
    institution: string
  }
  EmergencyHits: {
    items: (Schemas["EmergencyHit"])[]
  }
  EmergencyInput: {
    number: string
  }
  EmergencyProposal: {
    id: string
    state: "proposed" | "used" | "refused"
    user_name: string
    mine: boolean
    institution_name: string
    resident_id: string
    reason: string
    text: string
    proposed_at: string
    expires_at: string
    decided_by: string
    decided_at: string
    note: string
  }
  EmergencyProposalList: {
    items: (Schemas["EmergencyProposal"])[]
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
  ErasureInput: {
    order: "send-first" | "lose" | "none"
  }
  EvidenceLine: {
    evidence: string
    points: number
  }
  ExportProposalInput: {
    subject: string
    reason: string
    institution_id?: string
  }
  FactorConfirmation: {
    code: string
  }
  FactorEnrolment: {
    secret: string
    uri: string
  }
  FactorEnrolmentInput: {
    password: string
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
    confirmed_by?: string
  }
  FigureHistory: {
    items: (Schemas["FigureVersion"])[]
  }
  FigureInput: {
    division_code: string
    persons: number | null
  }
  FigureLine: {
    code: string
    name: string
    level: number
    parent: string
    persons: number | null
    recast: boolean
  }
  FigureList: {
    year: number
    kind: string
    items: (Schemas["FigureLine"])[]
    county_persons: number | null
  }
  FigureVersion: {
    version: number
    persons: number | null
    changed_at: number
    changed_by: string
  }
  FiguresInput: {
    year: number
    kind: string
    items: (Schemas["FigureInput"])[]
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
    source: string | null
  }
  FreezeAgain: {
    reason: string
  }
  Grid: {
    id: string
    code: string
    name: string
    township_code: string
    institution_id: string
    division_codes: (string)[]
    parts: ({
      division_code: string
      part: string
    })[]
    persons: ({
      user_id: string
      duty: string
    })[]
  }
  GridChange: {
    id: string
    kind: "village" | "part" | "close" | "institution"
    grid: Schemas["OrgName"]
    to_grid: Schemas["OrgName"] | null
    division_codes: (string)[]
    part: string
    from_institution_id: string
    to_institution_id: string
    on: string
    people: number
    reason: string
    by: string
  }
  GridChangeList: {
    items: (Schemas["GridChange"])[]
  }
  GridClosing: {
    to_grid_id?: string
    reason: string
    confirmed?: boolean
    preview?: boolean
  }
  GridCoverage: {
    uncovered: (Schemas["UncoveredVillage"])[]
    overlaps: (string)[]
    people: number
    people_covered: number
    coverage_basis_points: number
  }
  GridDuty: {
    user_id: string
    duty: string
    from?: string
    last_day?: string
    confirmed?: boolean
  }
  GridInput: {
    id?: string
    code: string
    name: string
    township_code: string
    institution_id: string
    division_codes: (string)[]
    from?: string
  }
  GridPassing: {
    institution_id: string
    reason: string
    preview?: boolean
  }
  GridReshaped: {
    id: string | null
    people: number
  }
  GridVillageMove: {
    division_code: string
    part?: string
    to_grid_id: string
    reason: string
    confirmed?: boolean
    preview?: boolean
  }
  GroupState: {
    applies: boolean
    complete: boolean
    missing: (string)[]
  }
  HandOver: {
    id: string
    grid_id: string
    grid: string
    duty: string
    from_user_id: string
    to_user_id: string
    last_day: string
    reason: string
    at: number
  }
  HandOverDone: {
    id: string
    duties: number
  }
  HandOverInput: {
    id?: string
    from_user_id: string
    to_user_id: string
    last_day: string
    grid_ids?: (string)[]
    reason: string
    confirmed?: boolean
  }
  HandOverList: {
    items: (Schemas["HandOver"])[]
  }
  HeadInput: {
    resident_id: string
    relations?: Record<string, string>
  }
  HeatCell: Schemas["Told"] & {
    code: string
    light: Schemas["Light"]
  }
  HeatColumn: {
    code: string
    name_zh: string
    name_en: string
    programme: string
    target_basis_points: number | null
  }
  HeatRow: {
    institution: Schemas["ChildPlace"]
    cells: (Schemas["HeatCell"])[]
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
  IdentityConflict: {
    id: string
    state: string
    origin: string
    stated: Schemas["ConflictStated"]
    existing: Schemas["ConflictExisting"]
    opened_by: string
    opened_at: string | null
    resolution: string
    reason: string
    resolved_by: string
    resolved_at: string | null
  }
  IdentityConflictPage: {
    items: (Schemas["IdentityConflict"])[]
    next: string | null
  }
  ImportColumn: {
    index: number
    header: string
    field: string | null
  }
  ImportDifference: {
    row: number
    sheet: string
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
    sheet: string
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
  Indicator: Schemas["Told"] & {
    code: string
    name_zh: string
    name_en: string
    programme: string
    target_basis_points: number | null
    higher_is_better: boolean
    light: Schemas["Light"]
    on_target: boolean
    population_stale: boolean
    flags: (string)[]
    previous_year: Schemas["YearBefore"]
    numerator_zh: string
    numerator_en: string
    denominator_zh: string
    denominator_en: string
    denominator_kind: "people" | "population"
    source: string
    source_zh: string
  }
  IndicatorChild: Schemas["Told"] & {
    institution: Schemas["ChildPlace"]
    target_basis_points: number | null
    rank: number | null
    light: Schemas["Light"]
    on_target: boolean
  }
  IndicatorDetail: Schemas["IndicatorHead"] & {
    item: Schemas["Indicator"]
    rank: {
      place: number
      of: number
    } | null
    children: (Schemas["IndicatorChild"])[]
    series: (Schemas["IndicatorPoint"])[]
  }
  IndicatorHead: {
    as_of: string
    period: string
    as_of_change: Schemas["AsOfChange"]
    institution: Schemas["IndicatorPlace"]
    path: (Schemas["PathItem"])[]
  }
  IndicatorHeat: Schemas["IndicatorHead"] & {
    columns: (Schemas["HeatColumn"])[]
    rows: (Schemas["HeatRow"])[]
  }
  IndicatorList: Schemas["IndicatorHead"] & {
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
    phone: string | null
    phone_masked: string
    in_numerator: boolean
    why: {
      code: string
      zh: string
      en: string
    } | null
    form: string | null
    task: {
      id: string
      code: string
      due: string
    } | null
    age_band?: string
    handle?: string
    changed_since?: boolean
  }
  IndicatorPlace: {
    id: string
    name: string
    kind: string
    parent_id: string | null
  }
  IndicatorPoint: Schemas["Told"] & {
    as_of: string
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
  InstitutionClosing: {
    last_day: string
    successor_id: string
    reason: string
    hand_over?: boolean
  }
  InstitutionFile: {
    institution: Schemas["Institution"]
    history: (Schemas["InstitutionVersion"])[]
  }
  InstitutionInput: {
    id?: string
    code: string
    name: string
    kind: string
    grade?: string
    parent_id?: string | null
    division_code: string
    equipment_class?: string
    ownership?: string
    status?: string
    valid_from?: string
    areas?: (string)[]
  }
  InstitutionMove: {
    parent_id: string
  }
  InstitutionVersion: {
    version: number
    changed_at: number
    changed_by: string
    name: string
    kind: string
    grade: string
    parent_id: string | null
    status: string
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
  LicenceEnding: {
    id: string
    kind: string
    what: "licence" | "assessment"
    until: string
    renewable_from: string | null
    person: Schemas["OrgName"]
    institution_id: string
    post: string
    state: "none" | "in_90_days" | "in_30_days" | "expired"
  }
  LicenceEndings: {
    items: (Schemas["LicenceEnding"])[]
  }
  Light: "none" | "green" | "yellow" | "red"
  ListFileInput: {
    title: string
    format: "xlsx" | "csv"
    columns: (string)[]
    rows: ((string)[])[]
  }
  LookedLine: {
    at: string
    institution_name: string
    role: string
    action: string
    resource: string
    why: "work" | "break_glass" | "purpose"
    why_code: string
    reason: string
    user_name?: string
  }
  LookedPage: {
    items: (Schemas["LookedLine"])[]
    next: string | null
  }
  MadeId: {
    id: string
  }
  MemberInput: {
    resident_id: string
    relation: string
    from?: string
  }
  MergeInput: {
    id?: string
    resident_a: string
    resident_b: string
    choices?: Record<string, string>
    reason: string
  }
  NamedPerson: {
    id: string
    name: string
  }
  NamedPlace: {
    id: string
    name: string
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
  OfflineReview: {
    id: string
    resident_id: string
    author_id: string
    kind: "record" | "amendment" | "cover"
    target_id: string
    outcome: "conflict" | "refused"
    code: string
    written_at: number
    filed_at: string
    state: "open" | "mine" | "theirs" | "mixed" | "dropped"
    decided_at: string
    result_id: string
    author_name: string
    decided_by_name: string
    decided_reason: string
  }
  OfflineReviewContent: {
    mine: Record<string, unknown>
    base: Record<string, unknown> | null
    problem: Record<string, unknown> | null
  }
  OfflineReviewDecision: {
    choice: "mine" | "theirs" | "mixed" | "dropped"
    result_id?: string
  }
  OfflineReviewDetail: Schemas["OfflineReview"] & {
    in_reach: boolean
    content: Schemas["OfflineReviewContent"]
    known: Record<string, unknown> | null
    theirs: {
      record: Schemas["FormRecord"]
    } | null
  }
  OfflineReviewDone: {
    done: boolean
  }
  OfflineReviewInput: {
    id: string
    resident_id: string
    kind: "record" | "amendment" | "cover"
    target_id?: string
    outcome: "conflict" | "refused"
    code: string
    written_at: number
    mine: Record<string, unknown>
    base?: Record<string, unknown> | null
    problem?: Record<string, unknown> | null
  }
  OfflineReviewList: {
    items: (Schemas["OfflineReview"])[]
  }
  Opening: {
    opened: boolean
    since: string | null
  }
  OpeningInput: {
    opened: boolean
    on?: string
  }
  OpeningLine: {
    id: string
    user_name: string
    mine: boolean
    institution_name: string
    resident_id: string
    reason: string
    text: string
    opened_at: string
    ends_at: string
    review_due: string
    verdict: string
    late: boolean
    reviewed_by: string
    reviewed_at: string
    note: string
  }
  OpeningList: {
    items: (Schemas["OpeningLine"])[]
  }
  OrgName: {
    id: string
    name: string
  }
  OrgVersion: {
    id: string
    version: number
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
  OwnSession: {
    id: string
    institution_name: string
    began_at: string
    used_at: string
    ends_at: string
    address: string
    client: string
    this_one: boolean
  }
  OwnSessions: {
    items: (Schemas["OwnSession"])[]
  }
  PackCases: {
    files: number
    passed: number
    failed: number
    failures: string
  }
  PackChange: {
    file: string
    where: string
    before: string
    after: string
  }
  PackEdition: {
    name: string
    version: string
    edition: string
    effective_from: string
    title_zh: string
    title_en: string
    source: string
    loaded_at: string | null
    may_withdraw: boolean
  }
  PackEditions: {
    items: (Schemas["PackEdition"])[]
    jobs: (Schemas["PackRecount"])[]
    may_load: boolean
  }
  PackEffect: {
    people: number
    decided: number
    touched: number
    refused: number
    other_class: number
    other_next_due: number
    other_referral: number
    partial: boolean
  }
  PackFiles: {
    files: Record<string, string>
  }
  PackForm: {
    name: string
    title_zh: string
    title_en: string
    decides: boolean
    row: string
  }
  PackInForce: {
    name: string
    version: string
    title_zh: string
    title_en: string
    effective_from: string
  }
  PackIndicator: {
    code: string
    title_zh: string
    title_en: string
    counts_people: boolean
    higher_is_better: boolean
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
    diagnosis: string
    age_min: number | null
    tasks: (Schemas["PackTask"])[]
    screening: Schemas["PackScreening"] | null
    indicators: (Schemas["PackIndicator"])[]
  }
  PackList: {
    items: (Schemas["PackItem"])[]
  }
  PackRecount: {
    programme: string
    state: 0 | 1 | 2 | 3 | 4
    done: number
    total: number
    error_code: string
    updated_at: string
  }
  PackReview: {
    name: string
    version: string
    edition: string
    title_zh: string
    title_en: string
    effective_from: string
    known: boolean
    replaces: string
    before_edition: string
    cases: Schemas["PackCases"]
    changes_count: number
    changes: (Schemas["PackChange"])[]
    effect: Schemas["PackEffect"]
  }
  PackScreening: {
    programme: string
    form: string
    from_age: number
    measured: (string)[]
    found: string
  }
  PackTask: {
    code: string
    title_zh: string
    title_en: string
  }
  PackWithdrawalInput: {
    reason: string
  }
  PackWithdrawn: {
    name: string
    edition: string
    title_zh: string
    decides_now: string
  }
  PairSide: {
    id: string
    name: string
    sex: string
    birth_date: string
    institution: string
    id_masked: string
    archive_no: string
  }
  Parameter: {
    name: string
    valid_from: string
    value: string
    changed_at: number
    changed_by: string
  }
  ParameterInput: {
    name: string
    valid_from: string
    value: string
  }
  ParameterList: {
    items: (Schemas["Parameter"])[]
  }
  PathItem: {
    id: string
    name: string
  }
  PersonOpening: {
    id: string
    resident_id: string
    ends_at: string
    waits_for_approval: boolean
  }
  Place: {
    id: string
    name: string
  }
  PlanMeasure: {
    measure: string
    zh: string
    en: string
    numerator_zh: string
    denominator_zh: string
    source: string
    unit: "basis_points" | "persons" | "per_thousand_hundredths" | "count"
    numerator: number
    denominator: number | null
    value: number | null
    least: number | null
    most: number | null
    is_met: boolean | null
    missing: (Schemas["OrgName"])[]
  }
  PlanReport: {
    year: number
    residents: number | null
    items: (Schemas["PlanMeasure"])[]
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
  ProgrammeDutyInput: {
    programme: "mental-health" | "hiv"
    from?: string
    to?: string
  }
  ProgrammeItem: {
    enrolment: Schemas["Enrolment"]
    pack: Schemas["PackInForce"] | null
    last: Schemas["LastRecord"] | null
    open_tasks: (Schemas["Task"])[]
    records_count: number
  }
  ProjectBatch: {
    batch: string
    planned_sites: number | null
    planned_investment_fen: number | null
    planned_area_m2: number | null
    sites: number
    finished: number
    investment_fen: number
    paid_fen: number
    area_m2: number
    area_done_m2: number
    late_amber: number
    late_red: number
  }
  ProjectReport: {
    items: (Schemas["ProjectBatch"])[]
  }
  Prompt: {
    kind: "measure" | "enrol"
    programme: string
    form: string
  }
  PromptList: {
    items: (Schemas["ResidentPrompts"])[]
  }
  PromptsInput: {
    residents: (string)[]
  }
  Proposal: {
    id: string
    kind: "role" | "factor" | "token" | "export"
    state: "proposed" | "approved" | "refused" | "used" | "revoked"
    subject: string
    subject_name: string
    wanted: Record<string, unknown>
    reason: string
    proposed_by: string
    mine: boolean
    proposed_at: string
    expires_at: string
    decided_by: string
    decided_at: string
    note: string
    open_until: string
  }
  ProposalList: {
    items: (Schemas["Proposal"])[]
  }
  PurposeInput: {
    handle: string
    purpose: "complaint" | "quality" | "outbreak" | "statutory" | "other"
    text: string
  }
  ReadingAlert: {
    id: string
    rule: string
    user_id: string
    user_name: string
    from: string
    until: string
    count: number
    verdict: string
    reviewed_by: string
    reviewed_at: string
    note: string
  }
  ReadingAlertList: {
    items: (Schemas["ReadingAlert"])[]
  }
  ReasonInput: {
    reason?: string
  }
  RecordAttachment: {
    id: string
    record_id: string
    media_type: string
    bytes: number
    author_name: string
    at: string
    withdrawn: Schemas["AttachmentWithdrawn"] | null
  }
  RecordAttachments: {
    items: (Schemas["RecordAttachment"])[]
  }
  RecordFileInput: {
    file: string
  }
  RecordFileLook: {
    headings: (string)[]
    sample: ((string)[])[]
    other_sheets: (string)[]
  }
  RecordImportAnswer: {
    id: string | null
    finished: boolean
    whole: boolean
    rows: number
    created: number
    existing: number
    bad: number
    unused: (string)[]
    problems: (Schemas["RefusedLine"])[]
  }
  RecordImportInput: {
    form: string
    mapping: Record<string, unknown>
    file_name: string
    file: string
    preview?: boolean
  }
  RecordImportItem: {
    id: string
    form: string
    source: string
    state: string
    file_name: string
    rows: number
    created: number
    existing: number
    bad: number
    at: string
  }
  RecordImportList: {
    items: (Schemas["RecordImportItem"])[]
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
    enrolment: Schemas["Enrolment"] | null
    change_seq: number
  }
  RecoveryCodes: {
    recovery_codes: (string)[]
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
  RefusedLine: {
    row: number
    column: string
    field: string
    code: string
    allowed: string
  }
  RegisterCatalogue: {
    edition?: string
    lists: Record<string, (Schemas["RegisterChoice"])[]>
    registers: (Schemas["RegisterDeclared"])[]
  }
  RegisterChoice: {
    code: string
    zh: string
    en: string
  }
  RegisterColumn: {
    key: string
    type: string
    zh: string
    en: string
    choices?: string
    required?: boolean
    in_list?: boolean
    sealed?: boolean
    most?: number
    least?: number
    unit_zh?: string
    unit_en?: string
    register?: string
  }
  RegisterDeclared: {
    name: string
    group: string
    permission: string
    zh: string
    en: string
    source: string
    source_zh: string
    title?: string
    of_person?: boolean
    code?: string
    state?: string
    from?: string
    until?: string
    parent?: string
    county_only?: boolean
    columns: (Schemas["RegisterColumn"])[]
  }
  RegisterLine: {
    id: string
    institution: Schemas["OrgName"]
    person: Schemas["OrgName"] | null
    parent_id: string | null
    title: string
    body: Record<string, unknown>
    version: number
    changed_at: number
  }
  RegisterPage: {
    items: (Schemas["RegisterLine"])[]
    next: string | null
  }
  RegisterRemoval: {
    reason: string
  }
  RegisterReveal: {
    column: string
    reason: string
  }
  RegisterRevealed: {
    value: string
  }
  RegisterRowFile: {
    id: string
    institution_id: string
    person_id: string | null
    parent_id: string | null
    body: Record<string, unknown>
    version: number
    history: (Schemas["RegisterRowVersion"])[]
  }
  RegisterRowInput: {
    id?: string
    institution_id?: string
    person_id?: string
    parent_id?: string
    body: Record<string, unknown>
    confirmed?: (string)[]
  }
  RegisterRowVersion: {
    version: number
    changed_at: number
    changed_by: string
    reason: string
  }
  ResetDone: {
    name: string
  }
  ResetInput: {
    token: string
    password: string
  }
  ResidentCard: {
    id: string
    type: string
    last4: string
    area: string
    issued_on: string
    expires_on: string
    state: string
    state_on: string
  }
  ResidentCardBound: {
    id: string
    state: string
  }
  ResidentCardInput: {
    id?: string
    type: string
    number: string
    area?: string
    issued_on?: string
    expires_on?: string
  }
  ResidentCardList: {
    items: (Schemas["ResidentCard"])[]
  }
  ResidentCardState: {
    state: "1" | "2" | "3" | "4"
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
    archive_form: "personal-basic" | "newborn-visit"
    archive_complete: boolean
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
    archive_tasks: (Schemas["Task"])[]
  }
  ResidentPrompts: {
    resident_id: string
    prompts: (Schemas["Prompt"])[]
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
  ResidentTransfer: {
    id: string
    state: "offered" | "accepted" | "refused" | "withdrawn" | "lapsed"
    resident: Schemas["NamedPerson"]
    from: Schemas["NamedPlace"]
    to: Schemas["NamedPlace"]
    village_code: string
    address: string
    note: string
    offered_by: string
    offered_on: string
    expires_on: string
    decided_by: string
    decided_on: string
    reason: string
  }
  ResidentTransferInput: {
    id?: string
    to_institution: string
    to_grid?: string
    village_code?: string
    address?: string
    note?: string
  }
  ResidentTransferPage: {
    items: (Schemas["ResidentTransfer"])[]
    next: string | null
  }
  ResidentVersion: {
    id: string
    version: number
    warnings?: (Schemas["Warning"])[]
  }
  ResponsibleList: {
    items: (Schemas["ResponsiblePerson"])[]
  }
  ResponsiblePerson: {
    user_id: string
    duty: string
    staff_id: string | null
    name: string
  }
  RevealInput: {
    field: "id_no" | "phone" | "contact_phone"
    reason?: string
  }
  Revealed: {
    value: string
  }
  RoleInput: {
    institution_id: string
    role: string
    from?: string
    to?: string
    end?: boolean
    reason?: string
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
    other_sheets?: (string)[]
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
    document?: "due"
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
  ServiceArea: {
    division_code: string
    from?: string
    last_day?: string
  }
  ServiceToken: {
    id: string
    name: string
    institution_name: string
    scopes: string
    created_at: string
    created_by: string
    expires_at: string
  }
  ServiceTokenInput: {
    name: string
    institution_code?: string
    scopes: (string)[]
    days?: number
  }
  ServiceTokenMade: {
    token: string
    waits_for_approval: boolean
  }
  ServiceTokens: {
    items: (Schemas["ServiceToken"])[]
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
    emergencies_to_review: number
    today: string
    must_change_password: boolean
    idle_minutes: number
    expires_at: string
  }
  Shortage: {
    institution: Schemas["OrgName"]
    equipment_class: string
    item: string
    standard: number
    usable: number
    missing: number
  }
  ShortageReport: {
    items: (Schemas["Shortage"])[]
  }
  SignaturePassword: {
    password: string
  }
  Slice: {
    today: string
    since: number
    upto: number
    people: (Schemas["CarriedPerson"])[]
    people_count: number
    people_digest: string
    left_out: {
      count: number
      people: ({
        id: string
        name: string
      })[]
    }
  }
  SnapshotItem: {
    code: string
    name_zh: string
    name_en: string
    programme: string
    target_basis_points: number | null
    light: Schemas["Light"]
    frozen: Schemas["Told"]
    live: Schemas["Told"]
    difference_basis_points: number | null
  }
  SnapshotLine: {
    period: string
    kind: "month" | "quarter" | "half-year" | "year"
    revision: number
    seq: number
    as_of: string
    taken_at: string
    taken_by: string
    reason: string
    change_seq: number
    packs: string
    cells: number
    digest: string
    previous_digest: string
  }
  SnapshotList: {
    items: (Schemas["SnapshotLine"])[]
  }
  SnapshotPage: {
    snapshot: Schemas["SnapshotLine"]
    intact: boolean
    institution: Schemas["SnapshotPlace"]
    path: (Schemas["SnapshotPlace"])[]
    below: (Schemas["SnapshotPlace"])[]
    items: (Schemas["SnapshotItem"])[]
  }
  SnapshotPlace: {
    id: string
    name: string
  }
  StaffFile: {
    id: string
    institution_id: string
    staff_no: string
    name: string
    sex: string
    birth_date: string
    phone_masked: string
    post: string
    employment: string
    user_id: string | null
    valid_from: string
    valid_to: string | null
    leave_reason: string
    version: number
    posts: (Schemas["StaffPost"])[]
  }
  StaffInput: {
    id?: string
    institution_id?: string
    staff_no?: string
    name: string
    sex?: string
    birth_date?: string
    phone?: string | null
    post?: string
    employment?: string
    user_id?: string | null
    valid_from?: string
  }
  StaffLeaving: {
    last_day: string
    successor_user_id?: string
    reason: string
    confirmed?: boolean
  }
  StaffOfflineReview: Schemas["OfflineReview"] & {
    institution_name: string
    in_reach: boolean
    resident_name: string
  }
  StaffOfflineReviewDecision: {
    reason: string
  }
  StaffOfflineReviewList: {
    items: (Schemas["StaffOfflineReview"])[]
    waiting: number
  }
  StaffPage: {
    items: (Schemas["StaffRow"])[]
    next: string | null
  }
  StaffPost: {
    from: string
    to: string | null
    institution_id: string
    post: string
  }
  StaffRow: {
    id: string
    institution: Schemas["OrgName"]
    staff_no: string
    name: string
    sex: string
    birth_date: string
    phone_masked: string
    post: string
    employment: string
    user_id: string | null
    valid_from: string
    valid_to: string | null
    version: number
  }
  StaffTransfer: {
    institution_id: string
    post?: string
    from: string
    successor_user_id?: string
    reason: string
    confirmed?: boolean
  }
  StateInput: {
    state: "1" | "2" | "5" | "6"
    on: string
    reason?: string
    version?: number
  }
  StatusCorrection: {
    id: string
    state: string
    resident: Schemas["NamedPerson"]
    to: string
    reason: string
    requested_by: string
    requested_on: string
    decided_by: string
    decided_on: string
    decision_reason: string
  }
  StatusCorrectionInput: {
    id?: string
    to: "1" | "5"
    reason: string
  }
  StatusCorrectionPage: {
    items: (Schemas["StatusCorrection"])[]
    next: string | null
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
  SupportAgreement: {
    id: string
    partner: string
    institution_id: string
    visits_due: number
    months_visited: number
    lectures: number
    trainees: number
    teaching_rounds: number
    consultations: number
    techniques: number
    satisfaction_percent: number | null
    state: "running" | "at_risk" | "met" | "missed"
  }
  SupportAgreementReport: {
    year: number
    items: (Schemas["SupportAgreement"])[]
  }
  SupportDayReport: {
    year: number
    quarter: number
    items: (Schemas["SupportDays"])[]
  }
  SupportDays: {
    person: Schemas["OrgName"]
    institution_id: string
    post: string
    days: number
    due: number
    state: "running" | "at_risk" | "met" | "missed"
  }
  Target: {
    indicator: string
    institution_id: string | null
    basis_points: number
    changed_at: number
    changed_by: string
  }
  TargetInput: {
    indicator: string
    year: number
    institution_id?: string
    basis_points: number
  }
  TargetList: {
    year: number
    items: (Schemas["Target"])[]
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
  Told: {
    numerator: number | null
    denominator: number | null
    basis_points: number | null
    small: boolean
  }
  TrainingLine: {
    institution_id: string
    plans: number
    plans_held: number
    held_basis_points: number | null
    planned_people: number
    people: number
    reached_basis_points: number | null
    passed_basis_points: number | null
    staff: number
    with_credits: number
    credits_basis_points: number | null
  }
  TrainingReport: {
    year: number
    items: (Schemas["TrainingLine"])[]
  }
  TransferPlace: {
    id: string
    name: string
    township: string
  }
  TransferPlaces: {
    items: (Schemas["TransferPlace"])[]
  }
  UncoveredVillage: {
    code: string
    name: string
    persons: number
  }
  UnmeasuredPage: {
    form: string
    items: (Schemas["UnmeasuredPerson"])[]
    next: string | null
  }
  UnmeasuredPerson: {
    resident_id: string
    name: string
    sex: string
    birth_date: string
    age: number
    village: string
    phone: string | null
    phone_masked: string
    last_on: string | null
    last_value: string
  }
  VerdictInput: {
    verdict: "justified" | "unjustified"
    note?: string
  }
  VillageChoice: {
    code: string
    name: string
  }
  WaitsForApproval: {
    waits_for_approval: boolean
  }
  Warning: {
    pointer: string
    code: string
    allowed: string
  }
  YearBefore: Schemas["Told"] & {
    as_of: string
  }
}

export interface Operations {
  /** Accounts in reach */
  "GET /api/accounts": {
    query: { q?: string; role?: string; institution?: string; state?: string; cursor?: string }
    answer: Schemas["AccountPage"]
  }
  /** Make an account and its first link */
  "POST /api/accounts": {
    body: Schemas["AccountInput"]
    answer: Schemas["AccountLink"]
  }
  /** One account */
  "GET /api/accounts/{account}": {
    answer: Schemas["Account"]
  }
  /** Change, disable or enable an account */
  "PATCH /api/accounts/{account}": {
    body: Schemas["AccountChange"]
    answer: Schemas["Done"]
  }
  /** Devices of an account */
  "GET /api/accounts/{account}/devices": {
    answer: Schemas["DeviceList"]
  }
  /** Order a device of an account to be erased */
  "POST /api/accounts/{account}/devices/{device}/erasure": {
    body: Schemas["ErasureInput"]
    answer: Schemas["Done"]
  }
  /** Assign a programme by name */
  "POST /api/accounts/{account}/duties": {
    body: Schemas["ProgrammeDutyInput"]
    answer: Schemas["Done"]
  }
  /** A one-time link for a new password */
  "POST /api/accounts/{account}/reset": {
    answer: Schemas["AccountLink"]
  }
  /** Give or end a role by date */
  "POST /api/accounts/{account}/roles": {
    body: Schemas["RoleInput"]
    answer: Schemas["WaitsForApproval"]
  }
  /** Take away a lost second factor */
  "DELETE /api/accounts/{account}/second-factor": {
    answer: Schemas["WaitsForApproval"]
  }
  /** End all sessions of an account */
  "DELETE /api/accounts/{account}/sessions": {
    answer: null
  }
  /** End a lock early */
  "POST /api/accounts/{account}/unlock": {
    answer: Schemas["Done"]
  }
  /** Lines of a chain */
  "GET /api/audit": {
    query: { chain?: string; person?: string; user?: string; action?: string; resource?: string; outcome?: string; reason?: string; from?: string; to?: string; cursor?: string }
    answer: Schemas["AuditPage"]
  }
  /** The same as a file */
  "GET /api/audit/file.csv": {
    query: { chain?: string; person?: string; user?: string; action?: string; resource?: string; outcome?: string; reason?: string; from?: string; to?: string; cursor?: string }
    answer: null
  }
  /** Whether the chains are whole */
  "GET /api/audit/proof": {
    answer: Schemas["AuditProof"]
  }
  /** Emergency openings to review */
  "GET /api/break-glass": {
    answer: Schemas["OpeningList"]
  }
  /** One's own emergency openings with what the review said */
  "GET /api/break-glass/own": {
    answer: Schemas["OpeningList"]
  }
  /** Emergency openings beyond five a day, waiting for the head */
  "GET /api/break-glass/proposals": {
    answer: Schemas["EmergencyProposalList"]
  }
  /** Approve or refuse an emergency opening */
  "POST /api/break-glass/proposals/{proposal}/decision": {
    body: Schemas["ApproveInput"]
    answer: Schemas["Done"]
  }
  /** Justified or not */
  "POST /api/break-glass/{opening}/review": {
    body: Schemas["VerdictInput"]
    answer: Schemas["Done"]
  }
  /** Whom a card points to */
  "POST /api/cards/lookup": {
    body: Schemas["CardLookup"]
    answer: Schemas["CardOwner"]
  }
  /** Who stands in for whom */
  "GET /api/delegations": {
    answer: Schemas["DelegationList"]
  }
  /** Ask a colleague to stand in */
  "POST /api/delegations": {
    body: Schemas["DelegationInput"]
    answer: Schemas["MadeId"]
  }
  /** Approve or refuse a delegation */
  "POST /api/delegations/{delegation}/decision": {
    body: Schemas["ApproveInput"]
    answer: Schemas["Done"]
  }
  /** End the own delegation */
  "POST /api/delegations/{delegation}/end": {
    answer: Schemas["Done"]
  }
  /** Is this device to be erased */
  "POST /api/device-contacts": {
    body: Schemas["DeviceContact"]
    answer: Schemas["DeviceOrder"]
  }
  /** One's own devices */
  "GET /api/devices": {
    answer: Schemas["DeviceList"]
  }
  /** Order one of one's own devices to be erased */
  "POST /api/devices/{device}/erasure": {
    body: Schemas["ErasureInput"]
    answer: Schemas["Done"]
  }
  /** What became of divisions, and closed ones that nothing is said of */
  "GET /api/division-changes": {
    answer: Schemas["DivisionChangeList"]
  }
  /** A division is renamed, split, merged or abolished */
  "POST /api/division-changes": {
    body: Schemas["DivisionChangeInput"]
    answer: Schemas["DivisionChanged"]
  }
  /** Divisions directly below one */
  "GET /api/divisions": {
    query: { parent?: string; as_of?: string }
    answer: {
      next: string | null
      items: (Schemas["Division"])[]
    }
  }
  /** The division behind an archive number, then and now */
  "GET /api/divisions/of-archive": {
    query: { area?: string }
    answer: Schemas["ArchiveArea"]
  }
  /** The village's digits in archive numbers */
  "PUT /api/divisions/{division}/archive-part": {
    body: Schemas["ArchivePart"]
    answer: null
  }
  /** Archives that may be one person's */
  "GET /api/duplicates": {
    answer: Schemas["DuplicatePage"]
  }
  /** Two archives side by side */
  "GET /api/duplicates/{a}/{b}": {
    answer: Schemas["Comparison"]
  }
  /** They are two people */
  "POST /api/duplicates/{a}/{b}/different": {
    body: Schemas["ReasonInput"]
    answer: null
  }
  /** Lost, refused, closed, found again */
  "POST /api/enrolments/{enrolment}/state": {
    body: Schemas["StateInput"]
    answer: Schemas["Enrolment"]
  }
  /** Exports of whole identities that wait for a second person */
  "GET /api/export-proposals": {
    answer: Schemas["ProposalList"]
  }
  /** Ask for an export */
  "POST /api/export-proposals": {
    body: Schemas["ExportProposalInput"]
    answer: Schemas["MadeId"]
  }
  /** Approve or refuse an export */
  "POST /api/export-proposals/{proposal}/decision": {
    body: Schemas["ApproveInput"]
    answer: Schemas["Done"]
  }
  /** Whole identities that two persons agreed to, encrypted; the password stands in X-Jiwei-File-Password */
  "POST /api/export-proposals/{proposal}/file": {
    answer: null
  }
  /** Take back an export that was asked for or approved */
  "POST /api/export-proposals/{proposal}/revocation": {
    answer: Schemas["Done"]
  }
  /** Population figures of a year by division */
  "GET /api/figures": {
    answer: Schemas["FigureList"]
  }
  /** Enters figures of a year */
  "PUT /api/figures": {
    body: Schemas["FiguresInput"]
    answer: null
  }
  /** Who entered a figure when */
  "GET /api/figures/history": {
    answer: Schemas["FigureHistory"]
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
    body: Schemas["GridInput"]
    answer: Schemas["OrgVersion"]
  }
  /** What became of grids, newest first */
  "GET /api/grids/changes": {
    answer: Schemas["GridChangeList"]
  }
  /** Villages without a grid, and in two */
  "GET /api/grids/coverage": {
    answer: Schemas["GridCoverage"]
  }
  /** Closes a grid; another one takes everything over */
  "POST /api/grids/{grid}/closing": {
    body: Schemas["GridClosing"]
    answer: Schemas["GridReshaped"]
  }
  /** Begins or ends a duty for a grid */
  "POST /api/grids/{grid}/duties": {
    body: Schemas["GridDuty"]
    answer: null
  }
  /** A grid and its people pass to another institution */
  "POST /api/grids/{grid}/institution": {
    body: Schemas["GridPassing"]
    answer: Schemas["GridReshaped"]
  }
  /** Who answers for a grid on a day */
  "GET /api/grids/{grid}/responsible": {
    query: { as_of?: string }
    answer: Schemas["ResponsibleList"]
  }
  /** A village, or a part of one, passes to another grid */
  "POST /api/grids/{grid}/villages": {
    body: Schemas["GridVillageMove"]
    answer: Schemas["GridReshaped"]
  }
  /** Hand-overs, newest first */
  "GET /api/hand-overs": {
    answer: Schemas["HandOverList"]
  }
  /** One person takes over what another answered for */
  "POST /api/hand-overs": {
    body: Schemas["HandOverInput"]
    answer: Schemas["HandOverDone"]
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
  /** Numbers that were stated for somebody else than their owner */
  "GET /api/identity-conflicts": {
    query: { state?: string; cursor?: string }
    answer: Schemas["IdentityConflictPage"]
  }
  /** What was found, and the task is closed */
  "POST /api/identity-conflicts/{conflict}/resolution": {
    body: Schemas["ConflictResolutionInput"]
    answer: null
  }
  /** Every indicator of an institution's subtree on a day */
  "GET /api/indicators": {
    query: { as_of?: string; institution?: string }
    answer: Schemas["IndicatorList"]
  }
  /** The dashboard as a workbook or PDF, counts of 1-4 as <5 */
  "GET /api/indicators/file": {
    query: { as_of?: string; institution?: string; format?: string }
    answer: null
  }
  /** The institutions below, with every indicator */
  "GET /api/indicators/heat": {
    query: { as_of?: string; institution?: string }
    answer: Schemas["IndicatorHeat"]
  }
  /** Frozen periods of the county, newest first */
  "GET /api/indicators/snapshots": {
    answer: Schemas["SnapshotList"]
  }
  /** The numbers of a frozen period beside the live ones */
  "GET /api/indicators/snapshots/{period}": {
    query: { institution?: string; revision?: string }
    answer: Schemas["SnapshotPage"]
  }
  /** Freeze an ended period once more, for a stated reason */
  "POST /api/indicators/snapshots/{period}": {
    body: Schemas["FreezeAgain"]
    answer: Schemas["SnapshotLine"]
  }
  /** One indicator: the level below and its course */
  "GET /api/indicators/{code}": {
    query: { as_of?: string; institution?: string }
    answer: Schemas["IndicatorDetail"]
  }
  /** The people behind a number, what each lacks and the task that mends it */
  "GET /api/indicators/{code}/people": {
    query: { as_of?: string; institution?: string; part?: string; cursor?: string; limit?: string; since?: string }
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
    body: Schemas["InstitutionInput"]
    answer: Schemas["OrgVersion"]
  }
  /** One institution with its history */
  "GET /api/institutions/{institution}": {
    answer: Schemas["InstitutionFile"]
  }
  /** Changes an institution */
  "PUT /api/institutions/{institution}": {
    body: Schemas["InstitutionInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Begins or ends serving an area */
  "POST /api/institutions/{institution}/areas": {
    body: Schemas["ServiceArea"]
    answer: null
  }
  /** Closes it; a successor keeps the records */
  "POST /api/institutions/{institution}/close": {
    body: Schemas["InstitutionClosing"]
    answer: Schemas["OrgVersion"]
  }
  /** Puts it below another parent */
  "POST /api/institutions/{institution}/move": {
    body: Schemas["InstitutionMove"]
    answer: Schemas["OrgVersion"]
  }
  /** Proposals and merges, newest first */
  "GET /api/merges": {
    answer: Schemas["ArchiveMergePage"]
  }
  /** Propose to merge two archives */
  "POST /api/merges": {
    body: Schemas["MergeInput"]
    answer: Schemas["ArchiveMerge"]
  }
  /** One proposal */
  "GET /api/merges/{merge}": {
    answer: Schemas["ArchiveMerge"]
  }
  /** Approve and merge */
  "POST /api/merges/{merge}/approval": {
    body: Schemas["ReasonInput"]
    answer: Schemas["ArchiveMerge"]
  }
  /** Refuse a proposal */
  "POST /api/merges/{merge}/refusal": {
    body: Schemas["ReasonInput"]
    answer: Schemas["ArchiveMerge"]
  }
  /** Take a merge back */
  "POST /api/merges/{merge}/undo": {
    body: Schemas["ReasonInput"]
    answer: Schemas["ArchiveMerge"]
  }
  /** One's own acts that were not taken */
  "GET /api/offline-reviews": {
    answer: Schemas["OfflineReviewList"]
  }
  /** Keep an act that the server did not take */
  "POST /api/offline-reviews": {
    body: Schemas["OfflineReviewInput"]
    answer: Schemas["OfflineReview"]
  }
  /** One of them, with the values side by side */
  "GET /api/offline-reviews/{review}": {
    answer: Schemas["OfflineReviewDetail"]
  }
  /** Which value stands */
  "POST /api/offline-reviews/{review}/decision": {
    body: Schemas["OfflineReviewDecision"]
    answer: Schemas["OfflineReviewDone"]
  }
  /** What a device carries to work without a connection */
  "GET /api/offline/slice": {
    query: { since?: string; people?: string }
    answer: Schemas["Slice"]
  }
  /** Editions in force and what is counted again */
  "GET /api/pack-editions": {
    answer: Schemas["PackEditions"]
  }
  /** Puts an edition in force for the whole installation */
  "POST /api/pack-editions": {
    body: Schemas["PackFiles"]
    answer: Schemas["PackReview"]
  }
  /** What loading a pack would do; nothing is kept */
  "POST /api/pack-editions/check": {
    body: Schemas["PackFiles"]
    answer: Schemas["PackReview"]
  }
  /** Takes an edition that was loaded by mistake out of force; what was decided under it stays */
  "POST /api/pack-editions/{version}/withdrawal": {
    body: Schemas["PackWithdrawalInput"]
    answer: Schemas["PackWithdrawn"]
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
    answer: Schemas["ParameterList"]
  }
  /** Enters a number valid from a day */
  "PUT /api/parameters": {
    body: Schemas["ParameterInput"]
    answer: null
  }
  /** Persons opened for a purpose */
  "GET /api/person-purposes": {
    answer: Schemas["OpeningList"]
  }
  /** Open the person behind a pseudonymous row, for a stated purpose */
  "POST /api/person-purposes": {
    body: Schemas["PurposeInput"]
    answer: Schemas["PersonOpening"]
  }
  /** Is the session alive */
  "GET /api/ping": {
    answer: {
      pong: boolean
    }
  }
  /** Whom of these people to measure or to enrol */
  "POST /api/prompts": {
    body: Schemas["PromptsInput"]
    answer: Schemas["PromptList"]
  }
  /** Unusual reading */
  "GET /api/reading-alerts": {
    answer: Schemas["ReadingAlertList"]
  }
  /** Judge an alert */
  "POST /api/reading-alerts/{alert}/review": {
    body: Schemas["VerdictInput"]
    answer: Schemas["Done"]
  }
  /** Files of earlier systems that were brought in, newest first */
  "GET /api/record-imports": {
    answer: Schemas["RecordImportList"]
  }
  /** Check or bring in records of an earlier system; repeated until it is finished */
  "POST /api/record-imports": {
    body: Schemas["RecordImportInput"]
    answer: Schemas["RecordImportAnswer"]
  }
  /** Headings and first rows of a file of an earlier system */
  "POST /api/record-imports/look": {
    body: Schemas["RecordFileInput"]
    answer: Schemas["RecordFileLook"]
  }
  /** Rows of an earlier system that were refused, with their reasons */
  "GET /api/record-imports/{import}/bad.csv": {
    answer: null
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
  /** A signed form on the official A4 paper (PDF) */
  "GET /api/records/{record}/print": {
    answer: null
  }
  /** The registers and their columns */
  "GET /api/registers": {
    answer: Schemas["RegisterCatalogue"]
  }
  /** Clean conduct: list */
  "GET /api/registers/conduct": {
    answer: Schemas["RegisterPage"]
  }
  /** Clean conduct: enters a row */
  "POST /api/registers/conduct": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Clean conduct: list as a workbook */
  "GET /api/registers/conduct/file": {
    answer: null
  }
  /** Clean conduct: one row with its history */
  "GET /api/registers/conduct/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Clean conduct: changes a row */
  "PUT /api/registers/conduct/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Clean conduct: takes a row out of the lists */
  "POST /api/registers/conduct/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Clean conduct: shows a sealed column; audited */
  "POST /api/registers/conduct/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Titles and creations: list */
  "GET /api/registers/creation": {
    answer: Schemas["RegisterPage"]
  }
  /** Titles and creations: enters a row */
  "POST /api/registers/creation": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Titles and creations: list as a workbook */
  "GET /api/registers/creation/file": {
    answer: null
  }
  /** Titles and creations: one row with its history */
  "GET /api/registers/creation/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Titles and creations: changes a row */
  "PUT /api/registers/creation/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Titles and creations: takes a row out of the lists */
  "POST /api/registers/creation/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Titles and creations: shows a sealed column; audited */
  "POST /api/registers/creation/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Credits of persons: list */
  "GET /api/registers/credit": {
    answer: Schemas["RegisterPage"]
  }
  /** Credits of persons: enters a row */
  "POST /api/registers/credit": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Credits of persons: list as a workbook */
  "GET /api/registers/credit/file": {
    answer: null
  }
  /** Credits of persons: one row with its history */
  "GET /api/registers/credit/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Credits of persons: changes a row */
  "PUT /api/registers/credit/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Credits of persons: takes a row out of the lists */
  "POST /api/registers/credit/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Credits of persons: shows a sealed column; audited */
  "POST /api/registers/credit/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Departments: list */
  "GET /api/registers/department": {
    answer: Schemas["RegisterPage"]
  }
  /** Departments: enters a row */
  "POST /api/registers/department": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Departments: list as a workbook */
  "GET /api/registers/department/file": {
    answer: null
  }
  /** Departments: one row with its history */
  "GET /api/registers/department/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Departments: changes a row */
  "PUT /api/registers/department/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Departments: takes a row out of the lists */
  "POST /api/registers/department/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Departments: shows a sealed column; audited */
  "POST /api/registers/department/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Education: list */
  "GET /api/registers/education": {
    answer: Schemas["RegisterPage"]
  }
  /** Education: enters a row */
  "POST /api/registers/education": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Education: list as a workbook */
  "GET /api/registers/education/file": {
    answer: null
  }
  /** Education: one row with its history */
  "GET /api/registers/education/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Education: changes a row */
  "PUT /api/registers/education/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Education: takes a row out of the lists */
  "POST /api/registers/education/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Education: shows a sealed column; audited */
  "POST /api/registers/education/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Equipment: list */
  "GET /api/registers/equipment": {
    answer: Schemas["RegisterPage"]
  }
  /** Equipment: enters a row */
  "POST /api/registers/equipment": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Equipment: list as a workbook */
  "GET /api/registers/equipment/file": {
    answer: null
  }
  /** Equipment: one row with its history */
  "GET /api/registers/equipment/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Equipment: changes a row */
  "PUT /api/registers/equipment/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Equipment: takes a row out of the lists */
  "POST /api/registers/equipment/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Equipment: shows a sealed column; audited */
  "POST /api/registers/equipment/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Equipment standard of the county: list */
  "GET /api/registers/equipment_standard": {
    answer: Schemas["RegisterPage"]
  }
  /** Equipment standard of the county: enters a row */
  "POST /api/registers/equipment_standard": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Equipment standard of the county: list as a workbook */
  "GET /api/registers/equipment_standard/file": {
    answer: null
  }
  /** Equipment standard of the county: one row with its history */
  "GET /api/registers/equipment_standard/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Equipment standard of the county: changes a row */
  "PUT /api/registers/equipment_standard/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Equipment standard of the county: takes a row out of the lists */
  "POST /api/registers/equipment_standard/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Equipment standard of the county: shows a sealed column; audited */
  "POST /api/registers/equipment_standard/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Establishment and recruitment: list */
  "GET /api/registers/establishment": {
    answer: Schemas["RegisterPage"]
  }
  /** Establishment and recruitment: enters a row */
  "POST /api/registers/establishment": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Establishment and recruitment: list as a workbook */
  "GET /api/registers/establishment/file": {
    answer: null
  }
  /** Establishment and recruitment: one row with its history */
  "GET /api/registers/establishment/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Establishment and recruitment: changes a row */
  "PUT /api/registers/establishment/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Establishment and recruitment: takes a row out of the lists */
  "POST /api/registers/establishment/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Establishment and recruitment: shows a sealed column; audited */
  "POST /api/registers/establishment/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Ethics files: list */
  "GET /api/registers/ethics_file": {
    answer: Schemas["RegisterPage"]
  }
  /** Ethics files: enters a row */
  "POST /api/registers/ethics_file": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Ethics files: list as a workbook */
  "GET /api/registers/ethics_file/file": {
    answer: null
  }
  /** Ethics files: one row with its history */
  "GET /api/registers/ethics_file/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Ethics files: changes a row */
  "PUT /api/registers/ethics_file/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Ethics files: takes a row out of the lists */
  "POST /api/registers/ethics_file/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Ethics files: shows a sealed column; audited */
  "POST /api/registers/ethics_file/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Licences: list */
  "GET /api/registers/licence": {
    answer: Schemas["RegisterPage"]
  }
  /** Licences: enters a row */
  "POST /api/registers/licence": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Licences: list as a workbook */
  "GET /api/registers/licence/file": {
    answer: null
  }
  /** Licences: one row with its history */
  "GET /api/registers/licence/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Licences: changes a row */
  "PUT /api/registers/licence/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Licences: takes a row out of the lists */
  "POST /api/registers/licence/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Licences: shows a sealed column; audited */
  "POST /api/registers/licence/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Maintenance: list */
  "GET /api/registers/maintenance": {
    answer: Schemas["RegisterPage"]
  }
  /** Maintenance: enters a row */
  "POST /api/registers/maintenance": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Maintenance: list as a workbook */
  "GET /api/registers/maintenance/file": {
    answer: null
  }
  /** Maintenance: one row with its history */
  "GET /api/registers/maintenance/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Maintenance: changes a row */
  "PUT /api/registers/maintenance/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Maintenance: takes a row out of the lists */
  "POST /api/registers/maintenance/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Maintenance: shows a sealed column; audited */
  "POST /api/registers/maintenance/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Measures: list */
  "GET /api/registers/measure": {
    answer: Schemas["RegisterPage"]
  }
  /** Measures: enters a row */
  "POST /api/registers/measure": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Measures: list as a workbook */
  "GET /api/registers/measure/file": {
    answer: null
  }
  /** Measures: one row with its history */
  "GET /api/registers/measure/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Measures: changes a row */
  "PUT /api/registers/measure/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Measures: takes a row out of the lists */
  "POST /api/registers/measure/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Measures: shows a sealed column; audited */
  "POST /api/registers/measure/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Congress and announcements: list */
  "GET /api/registers/meeting": {
    answer: Schemas["RegisterPage"]
  }
  /** Congress and announcements: enters a row */
  "POST /api/registers/meeting": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Congress and announcements: list as a workbook */
  "GET /api/registers/meeting/file": {
    answer: null
  }
  /** Congress and announcements: one row with its history */
  "GET /api/registers/meeting/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Congress and announcements: changes a row */
  "PUT /api/registers/meeting/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Congress and announcements: takes a row out of the lists */
  "POST /api/registers/meeting/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Congress and announcements: shows a sealed column; audited */
  "POST /api/registers/meeting/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Milestones: list */
  "GET /api/registers/milestone": {
    answer: Schemas["RegisterPage"]
  }
  /** Milestones: enters a row */
  "POST /api/registers/milestone": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Milestones: list as a workbook */
  "GET /api/registers/milestone/file": {
    answer: null
  }
  /** Milestones: one row with its history */
  "GET /api/registers/milestone/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Milestones: changes a row */
  "PUT /api/registers/milestone/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Milestones: takes a row out of the lists */
  "POST /api/registers/milestone/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Milestones: shows a sealed column; audited */
  "POST /api/registers/milestone/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Order-trained students: list */
  "GET /api/registers/order_student": {
    answer: Schemas["RegisterPage"]
  }
  /** Order-trained students: enters a row */
  "POST /api/registers/order_student": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Order-trained students: list as a workbook */
  "GET /api/registers/order_student/file": {
    answer: null
  }
  /** Order-trained students: one row with its history */
  "GET /api/registers/order_student/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Order-trained students: changes a row */
  "PUT /api/registers/order_student/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Order-trained students: takes a row out of the lists */
  "POST /api/registers/order_student/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Order-trained students: shows a sealed column; audited */
  "POST /api/registers/order_student/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Partners: list */
  "GET /api/registers/partner": {
    answer: Schemas["RegisterPage"]
  }
  /** Partners: enters a row */
  "POST /api/registers/partner": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Partners: list as a workbook */
  "GET /api/registers/partner/file": {
    answer: null
  }
  /** Partners: one row with its history */
  "GET /api/registers/partner/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Partners: changes a row */
  "PUT /api/registers/partner/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Partners: takes a row out of the lists */
  "POST /api/registers/partner/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Partners: shows a sealed column; audited */
  "POST /api/registers/partner/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Plans: list */
  "GET /api/registers/plan": {
    answer: Schemas["RegisterPage"]
  }
  /** Plans: enters a row */
  "POST /api/registers/plan": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Plans: list as a workbook */
  "GET /api/registers/plan/file": {
    answer: null
  }
  /** Plans: one row with its history */
  "GET /api/registers/plan/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Plans: changes a row */
  "PUT /api/registers/plan/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Plans: takes a row out of the lists */
  "POST /api/registers/plan/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Plans: shows a sealed column; audited */
  "POST /api/registers/plan/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Computers by post: list */
  "GET /api/registers/post_declaration": {
    answer: Schemas["RegisterPage"]
  }
  /** Computers by post: enters a row */
  "POST /api/registers/post_declaration": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Computers by post: list as a workbook */
  "GET /api/registers/post_declaration/file": {
    answer: null
  }
  /** Computers by post: one row with its history */
  "GET /api/registers/post_declaration/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Computers by post: changes a row */
  "PUT /api/registers/post_declaration/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Computers by post: takes a row out of the lists */
  "POST /api/registers/post_declaration/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Computers by post: shows a sealed column; audited */
  "POST /api/registers/post_declaration/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Practice sites: list */
  "GET /api/registers/practice_site": {
    answer: Schemas["RegisterPage"]
  }
  /** Practice sites: enters a row */
  "POST /api/registers/practice_site": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Practice sites: list as a workbook */
  "GET /api/registers/practice_site/file": {
    answer: null
  }
  /** Practice sites: one row with its history */
  "GET /api/registers/practice_site/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Practice sites: changes a row */
  "PUT /api/registers/practice_site/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Practice sites: takes a row out of the lists */
  "POST /api/registers/practice_site/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Practice sites: shows a sealed column; audited */
  "POST /api/registers/practice_site/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Premises: list */
  "GET /api/registers/premises": {
    answer: Schemas["RegisterPage"]
  }
  /** Premises: enters a row */
  "POST /api/registers/premises": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Premises: list as a workbook */
  "GET /api/registers/premises/file": {
    answer: null
  }
  /** Premises: one row with its history */
  "GET /api/registers/premises/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Premises: changes a row */
  "PUT /api/registers/premises/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Premises: takes a row out of the lists */
  "POST /api/registers/premises/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Premises: shows a sealed column; audited */
  "POST /api/registers/premises/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Construction projects: list */
  "GET /api/registers/project": {
    answer: Schemas["RegisterPage"]
  }
  /** Construction projects: enters a row */
  "POST /api/registers/project": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Construction projects: list as a workbook */
  "GET /api/registers/project/file": {
    answer: null
  }
  /** Construction projects: one row with its history */
  "GET /api/registers/project/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Construction projects: changes a row */
  "PUT /api/registers/project/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Construction projects: takes a row out of the lists */
  "POST /api/registers/project/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Construction projects: shows a sealed column; audited */
  "POST /api/registers/project/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Inspections: list */
  "GET /api/registers/project_inspection": {
    answer: Schemas["RegisterPage"]
  }
  /** Inspections: enters a row */
  "POST /api/registers/project_inspection": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Inspections: list as a workbook */
  "GET /api/registers/project_inspection/file": {
    answer: null
  }
  /** Inspections: one row with its history */
  "GET /api/registers/project_inspection/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Inspections: changes a row */
  "PUT /api/registers/project_inspection/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Inspections: takes a row out of the lists */
  "POST /api/registers/project_inspection/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Inspections: shows a sealed column; audited */
  "POST /api/registers/project_inspection/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Payments: list */
  "GET /api/registers/project_payment": {
    answer: Schemas["RegisterPage"]
  }
  /** Payments: enters a row */
  "POST /api/registers/project_payment": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Payments: list as a workbook */
  "GET /api/registers/project_payment/file": {
    answer: null
  }
  /** Payments: one row with its history */
  "GET /api/registers/project_payment/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Payments: changes a row */
  "PUT /api/registers/project_payment/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Payments: takes a row out of the lists */
  "POST /api/registers/project_payment/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Payments: shows a sealed column; audited */
  "POST /api/registers/project_payment/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Problems: list */
  "GET /api/registers/project_problem": {
    answer: Schemas["RegisterPage"]
  }
  /** Problems: enters a row */
  "POST /api/registers/project_problem": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Problems: list as a workbook */
  "GET /api/registers/project_problem/file": {
    answer: null
  }
  /** Problems: one row with its history */
  "GET /api/registers/project_problem/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Problems: changes a row */
  "PUT /api/registers/project_problem/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Problems: takes a row out of the lists */
  "POST /api/registers/project_problem/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Problems: shows a sealed column; audited */
  "POST /api/registers/project_problem/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Question bank: list */
  "GET /api/registers/question": {
    answer: Schemas["RegisterPage"]
  }
  /** Question bank: enters a row */
  "POST /api/registers/question": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Question bank: list as a workbook */
  "GET /api/registers/question/file": {
    answer: null
  }
  /** Question bank: one row with its history */
  "GET /api/registers/question/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Question bank: changes a row */
  "PUT /api/registers/question/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Question bank: takes a row out of the lists */
  "POST /api/registers/question/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Question bank: shows a sealed column; audited */
  "POST /api/registers/question/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Key specialities: list */
  "GET /api/registers/speciality": {
    answer: Schemas["RegisterPage"]
  }
  /** Key specialities: enters a row */
  "POST /api/registers/speciality": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Key specialities: list as a workbook */
  "GET /api/registers/speciality/file": {
    answer: null
  }
  /** Key specialities: one row with its history */
  "GET /api/registers/speciality/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Key specialities: changes a row */
  "PUT /api/registers/speciality/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Key specialities: takes a row out of the lists */
  "POST /api/registers/speciality/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Key specialities: shows a sealed column; audited */
  "POST /api/registers/speciality/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Support agreements: list */
  "GET /api/registers/support_agreement": {
    answer: Schemas["RegisterPage"]
  }
  /** Support agreements: enters a row */
  "POST /api/registers/support_agreement": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Support agreements: list as a workbook */
  "GET /api/registers/support_agreement/file": {
    answer: null
  }
  /** Support agreements: one row with its history */
  "GET /api/registers/support_agreement/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Support agreements: changes a row */
  "PUT /api/registers/support_agreement/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Support agreements: takes a row out of the lists */
  "POST /api/registers/support_agreement/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Support agreements: shows a sealed column; audited */
  "POST /api/registers/support_agreement/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Support days: list */
  "GET /api/registers/support_day": {
    answer: Schemas["RegisterPage"]
  }
  /** Support days: enters a row */
  "POST /api/registers/support_day": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Support days: list as a workbook */
  "GET /api/registers/support_day/file": {
    answer: null
  }
  /** Support days: one row with its history */
  "GET /api/registers/support_day/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Support days: changes a row */
  "PUT /api/registers/support_day/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Support days: takes a row out of the lists */
  "POST /api/registers/support_day/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Support days: shows a sealed column; audited */
  "POST /api/registers/support_day/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Multi-site practice: list */
  "GET /api/registers/support_term": {
    answer: Schemas["RegisterPage"]
  }
  /** Multi-site practice: enters a row */
  "POST /api/registers/support_term": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Multi-site practice: list as a workbook */
  "GET /api/registers/support_term/file": {
    answer: null
  }
  /** Multi-site practice: one row with its history */
  "GET /api/registers/support_term/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Multi-site practice: changes a row */
  "PUT /api/registers/support_term/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Multi-site practice: takes a row out of the lists */
  "POST /api/registers/support_term/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Multi-site practice: shows a sealed column; audited */
  "POST /api/registers/support_term/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Support activities: list */
  "GET /api/registers/support_visit": {
    answer: Schemas["RegisterPage"]
  }
  /** Support activities: enters a row */
  "POST /api/registers/support_visit": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Support activities: list as a workbook */
  "GET /api/registers/support_visit/file": {
    answer: null
  }
  /** Support activities: one row with its history */
  "GET /api/registers/support_visit/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Support activities: changes a row */
  "PUT /api/registers/support_visit/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Support activities: takes a row out of the lists */
  "POST /api/registers/support_visit/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Support activities: shows a sealed column; audited */
  "POST /api/registers/support_visit/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Service teams: list */
  "GET /api/registers/team": {
    answer: Schemas["RegisterPage"]
  }
  /** Service teams: enters a row */
  "POST /api/registers/team": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Service teams: list as a workbook */
  "GET /api/registers/team/file": {
    answer: null
  }
  /** Service teams: one row with its history */
  "GET /api/registers/team/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Service teams: changes a row */
  "PUT /api/registers/team/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Service teams: takes a row out of the lists */
  "POST /api/registers/team/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Service teams: shows a sealed column; audited */
  "POST /api/registers/team/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Responsibility events: list */
  "GET /api/registers/team_event": {
    answer: Schemas["RegisterPage"]
  }
  /** Responsibility events: enters a row */
  "POST /api/registers/team_event": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Responsibility events: list as a workbook */
  "GET /api/registers/team_event/file": {
    answer: null
  }
  /** Responsibility events: one row with its history */
  "GET /api/registers/team_event/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Responsibility events: changes a row */
  "PUT /api/registers/team_event/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Responsibility events: takes a row out of the lists */
  "POST /api/registers/team_event/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Responsibility events: shows a sealed column; audited */
  "POST /api/registers/team_event/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Plans and reviews of teams: list */
  "GET /api/registers/team_plan": {
    answer: Schemas["RegisterPage"]
  }
  /** Plans and reviews of teams: enters a row */
  "POST /api/registers/team_plan": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Plans and reviews of teams: list as a workbook */
  "GET /api/registers/team_plan/file": {
    answer: null
  }
  /** Plans and reviews of teams: one row with its history */
  "GET /api/registers/team_plan/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Plans and reviews of teams: changes a row */
  "PUT /api/registers/team_plan/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Plans and reviews of teams: takes a row out of the lists */
  "POST /api/registers/team_plan/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Plans and reviews of teams: shows a sealed column; audited */
  "POST /api/registers/team_plan/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Titles: list */
  "GET /api/registers/title": {
    answer: Schemas["RegisterPage"]
  }
  /** Titles: enters a row */
  "POST /api/registers/title": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Titles: list as a workbook */
  "GET /api/registers/title/file": {
    answer: null
  }
  /** Titles: one row with its history */
  "GET /api/registers/title/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Titles: changes a row */
  "PUT /api/registers/title/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Titles: takes a row out of the lists */
  "POST /api/registers/title/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Titles: shows a sealed column; audited */
  "POST /api/registers/title/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Training plans: list */
  "GET /api/registers/training_plan": {
    answer: Schemas["RegisterPage"]
  }
  /** Training plans: enters a row */
  "POST /api/registers/training_plan": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Training plans: list as a workbook */
  "GET /api/registers/training_plan/file": {
    answer: null
  }
  /** Training plans: one row with its history */
  "GET /api/registers/training_plan/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Training plans: changes a row */
  "PUT /api/registers/training_plan/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Training plans: takes a row out of the lists */
  "POST /api/registers/training_plan/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Training plans: shows a sealed column; audited */
  "POST /api/registers/training_plan/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Training sessions: list */
  "GET /api/registers/training_session": {
    answer: Schemas["RegisterPage"]
  }
  /** Training sessions: enters a row */
  "POST /api/registers/training_session": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Training sessions: list as a workbook */
  "GET /api/registers/training_session/file": {
    answer: null
  }
  /** Training sessions: one row with its history */
  "GET /api/registers/training_session/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Training sessions: changes a row */
  "PUT /api/registers/training_session/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Training sessions: takes a row out of the lists */
  "POST /api/registers/training_session/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Training sessions: shows a sealed column; audited */
  "POST /api/registers/training_session/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Benefits of village doctors: list */
  "GET /api/registers/village_benefit": {
    answer: Schemas["RegisterPage"]
  }
  /** Benefits of village doctors: enters a row */
  "POST /api/registers/village_benefit": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Benefits of village doctors: list as a workbook */
  "GET /api/registers/village_benefit/file": {
    answer: null
  }
  /** Benefits of village doctors: one row with its history */
  "GET /api/registers/village_benefit/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Benefits of village doctors: changes a row */
  "PUT /api/registers/village_benefit/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Benefits of village doctors: takes a row out of the lists */
  "POST /api/registers/village_benefit/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Benefits of village doctors: shows a sealed column; audited */
  "POST /api/registers/village_benefit/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Duty of village doctors in the hospital: list */
  "GET /api/registers/village_duty": {
    answer: Schemas["RegisterPage"]
  }
  /** Duty of village doctors in the hospital: enters a row */
  "POST /api/registers/village_duty": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Duty of village doctors in the hospital: list as a workbook */
  "GET /api/registers/village_duty/file": {
    answer: null
  }
  /** Duty of village doctors in the hospital: one row with its history */
  "GET /api/registers/village_duty/{row}": {
    answer: Schemas["RegisterRowFile"]
  }
  /** Duty of village doctors in the hospital: changes a row */
  "PUT /api/registers/village_duty/{row}": {
    body: Schemas["RegisterRowInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Duty of village doctors in the hospital: takes a row out of the lists */
  "POST /api/registers/village_duty/{row}/remove": {
    body: Schemas["RegisterRemoval"]
    answer: Schemas["OrgVersion"]
  }
  /** Duty of village doctors in the hospital: shows a sealed column; audited */
  "POST /api/registers/village_duty/{row}/reveal": {
    body: Schemas["RegisterReveal"]
    answer: Schemas["RegisterRevealed"]
  }
  /** Credits of a year by person */
  "GET /api/reports/credits": {
    answer: Schemas["CreditReport"]
  }
  /** Shares against the regional plan, of the institutions within reach */
  "GET /api/reports/planning": {
    answer: Schemas["PlanReport"]
  }
  /** Construction programme by batch */
  "GET /api/reports/projects": {
    answer: Schemas["ProjectReport"]
  }
  /** Equipment standard against what is in use */
  "GET /api/reports/shortages": {
    answer: Schemas["ShortageReport"]
  }
  /** Support agreements of a year: visits due and done, lectures, trainees */
  "GET /api/reports/support-agreements": {
    answer: Schemas["SupportAgreementReport"]
  }
  /** Support days of a quarter by person */
  "GET /api/reports/support-days": {
    answer: Schemas["SupportDayReport"]
  }
  /** Training plans of a year by institution: held, reached, passed, with credits */
  "GET /api/reports/trainings": {
    answer: Schemas["TrainingReport"]
  }
  /** Open an archive */
  "POST /api/residents": {
    body: Schemas["ResidentInput"]
    answer: Schemas["ResidentCreated"]
  }
  /** Whom a full number names, before an emergency opening */
  "POST /api/residents/emergency-search": {
    body: Schemas["EmergencyInput"]
    answer: Schemas["EmergencyHits"]
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
  /** A list as shown, as a workbook or CSV */
  "POST /api/residents/list-file": {
    body: Schemas["ListFileInput"]
    answer: null
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
    body: Schemas["BreakGlassInput"]
    answer: Schemas["PersonOpening"]
  }
  /** Cards that point to the person */
  "GET /api/residents/{resident}/cards": {
    answer: Schemas["ResidentCardList"]
  }
  /** Bind a card */
  "POST /api/residents/{resident}/cards": {
    body: Schemas["ResidentCardInput"]
    answer: Schemas["ResidentCardBound"]
  }
  /** Report a card lost, found again or cancelled */
  "POST /api/residents/{resident}/cards/{card}/state": {
    body: Schemas["ResidentCardState"]
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
    answer: Schemas["LookedPage"]
  }
  /** Acts about a person that were not taken */
  "GET /api/residents/{resident}/offline-reviews": {
    answer: Schemas["OfflineReviewList"]
  }
  /** One of them */
  "GET /api/residents/{resident}/offline-reviews/{review}": {
    answer: Schemas["OfflineReviewDetail"]
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
  /** Photographs of a record */
  "GET /api/residents/{resident}/records/{record}/attachments": {
    answer: Schemas["RecordAttachments"]
  }
  /** Attach the photograph of a paper form */
  "POST /api/residents/{resident}/records/{record}/attachments": {
    query: { id?: string }
    answer: Schemas["RecordAttachment"]
  }
  /** One photograph */
  "GET /api/residents/{resident}/records/{record}/attachments/{attachment}": {
    answer: null
  }
  /** Take back a photograph that was attached to the wrong record */
  "POST /api/residents/{resident}/records/{record}/attachments/{attachment}/withdrawal": {
    body: Schemas["AttachmentWithdrawalInput"]
    answer: Schemas["RecordAttachment"]
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
    body: Schemas["StatusCorrectionInput"]
    answer: Schemas["StatusCorrection"]
  }
  /** Offer a resident to another institution */
  "POST /api/residents/{resident}/transfers": {
    body: Schemas["ResidentTransferInput"]
    answer: Schemas["ResidentTransfer"]
  }
  /** Who changed what, when */
  "GET /api/residents/{resident}/versions": {
    answer: Schemas["ResidentHistory"]
  }
  /** Roles and second factors that wait for a second person */
  "GET /api/role-proposals": {
    answer: Schemas["ProposalList"]
  }
  /** Approve or refuse a role */
  "POST /api/role-proposals/{proposal}/decision": {
    body: Schemas["ApproveInput"]
    answer: Schemas["Done"]
  }
  /** Whom a screening still has to measure this year */
  "GET /api/screening/{pack}/people": {
    query: { cursor?: string; limit?: string; name?: string }
    answer: Schemas["UnmeasuredPage"]
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
    answer: Schemas["OwnSessions"]
  }
  /** End one of one's own sessions */
  "DELETE /api/session/all/{session}": {
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
  /** Register this device; what unlocks the user's data on it */
  "POST /api/session/device": {
    body: Schemas["DeviceInput"]
    answer: Schemas["DeviceOpened"]
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
    body: Schemas["ResetInput"]
    answer: Schemas["ResetDone"]
  }
  /** Show the second factor again */
  "POST /api/session/second-factor": {
    body: Schemas["CodeInput"]
    answer: Schemas["Session"]
  }
  /** Prove the second factor */
  "POST /api/session/second-factor/confirmation": {
    body: Schemas["FactorConfirmation"]
    answer: Schemas["RecoveryCodes"]
  }
  /** Begin to use a second factor */
  "POST /api/session/second-factor/enrolment": {
    body: Schemas["FactorEnrolmentInput"]
    answer: Schemas["FactorEnrolment"]
  }
  /** New recovery codes */
  "POST /api/session/second-factor/recovery-codes": {
    answer: Schemas["RecoveryCodes"]
  }
  /** Show the password again, to sign */
  "POST /api/session/signature": {
    body: Schemas["SignaturePassword"]
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
  /** Staff in reach; q finds names, pinyin, numbers and phones */
  "GET /api/staff": {
    answer: Schemas["StaffPage"]
  }
  /** Enters a person */
  "POST /api/staff": {
    body: Schemas["StaffInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Acts of the own institutions' staff that were not taken and wait */
  "GET /api/staff-offline-reviews": {
    answer: Schemas["StaffOfflineReviewList"]
  }
  /** What the server holds stands */
  "POST /api/staff-offline-reviews/{review}/decision": {
    body: Schemas["StaffOfflineReviewDecision"]
    answer: Schemas["OfflineReviewDone"]
  }
  /** The same list as a workbook */
  "GET /api/staff/file": {
    answer: null
  }
  /** Licences that have ended or end within 90 days */
  "GET /api/staff/warnings": {
    answer: Schemas["LicenceEndings"]
  }
  /** One person with the posts held */
  "GET /api/staff/{staff}": {
    answer: Schemas["StaffFile"]
  }
  /** Changes a person; without a phone the old one stays */
  "PUT /api/staff/{staff}": {
    body: Schemas["StaffInput"]
    answer: Schemas["OrgVersion"]
  }
  /** Ends the work; grids go to a successor */
  "POST /api/staff/{staff}/leave": {
    body: Schemas["StaffLeaving"]
    answer: Schemas["OrgVersion"]
  }
  /** To another institution or post from a day */
  "POST /api/staff/{staff}/transfer": {
    body: Schemas["StaffTransfer"]
    answer: Schemas["OrgVersion"]
  }
  /** Requests to correct a status */
  "GET /api/status-corrections": {
    answer: Schemas["StatusCorrectionPage"]
  }
  /** Approve a correction */
  "POST /api/status-corrections/{correction}/approval": {
    body: Schemas["ReasonInput"]
    answer: Schemas["StatusCorrection"]
  }
  /** Refuse a correction */
  "POST /api/status-corrections/{correction}/refusal": {
    body: Schemas["ReasonInput"]
    answer: Schemas["StatusCorrection"]
  }
  /** Targets of indicators in a year */
  "GET /api/targets": {
    answer: Schemas["TargetList"]
  }
  /** Enters a target */
  "PUT /api/targets": {
    body: Schemas["TargetInput"]
    answer: null
  }
  /** What came of a referral */
  "POST /api/tasks/{task}/referral-result": {
    body: Schemas["ReferralResultInput"]
    answer: Schemas["TaskAnswer"]
  }
  /** What is to be done today */
  "GET /api/today": {
    query: { cursor?: string; limit?: string; programme?: string; task?: string }
    answer: Schemas["TodayPeople"] | Schemas["TodayCounty"]
  }
  /** Bearer tokens of services */
  "GET /api/tokens": {
    answer: Schemas["ServiceTokens"]
  }
  /** Make a token, shown once */
  "POST /api/tokens": {
    body: Schemas["ServiceTokenInput"]
    answer: Schemas["ServiceTokenMade"]
  }
  /** End a token */
  "DELETE /api/tokens/{token}": {
    answer: null
  }
  /** Institutions that people can be handed over to */
  "GET /api/transfer-places": {
    answer: Schemas["TransferPlaces"]
  }
  /** Offers to and from the reader's institutions */
  "GET /api/transfers": {
    answer: Schemas["ResidentTransferPage"]
  }
  /** Accept a resident */
  "POST /api/transfers/{transfer}/acceptance": {
    body: Schemas["ReasonInput"]
    answer: Schemas["ResidentTransfer"]
  }
  /** Refuse an offer */
  "POST /api/transfers/{transfer}/refusal": {
    body: Schemas["ReasonInput"]
    answer: Schemas["ResidentTransfer"]
  }
  /** Withdraw an offer */
  "POST /api/transfers/{transfer}/withdrawal": {
    body: Schemas["ReasonInput"]
    answer: Schemas["ResidentTransfer"]
  }
}
