// What goes over the wire, under the names that the page uses: all of it from the server's own description (openapi.generated.d.ts).
import type { Schemas } from './openapi.generated'

export interface Page<T> {
  items: T[]
  next: string | null
}

/** Something with a name, as lists show it. */
export interface Named {
  id: string
  name: string
}

// ---- access
export type Session = Schemas['Session']
export type SessionChoice = Session['choices'][number]

// ---- organization
export type Institution = Schemas['Institution']
export type Division = Schemas['Division']

// ---- residents
export type ResidentRow = Schemas['ResidentRow']
export type ResidentPage = Schemas['ResidentPage']
export type ResidentHead = Schemas['ResidentHead']
export type FieldFinding = Schemas['FieldFinding']
type ResidentInput = Schemas['ResidentInput']
type OptionalInDraft = 'nationality' | 'institution_id' | 'grid_id' | 'opened_by'
/** A new archive on the screen: every member is there from the start, empty. */
export type ResidentDraft = Required<Omit<ResidentInput, OptionalInDraft>> & Pick<ResidentInput, OptionalInDraft>
export type ResidentCreated = Schemas['ResidentCreated']
export type ResidentCover = Schemas['ResidentCover']
export type CellProblem = Schemas['CellProblem']
export type ImportRow = Schemas['ImportRow']
export type RosterImport = Schemas['RosterImport']

// ---- programmes
export type PackItem = Schemas['PackItem']
export type Enrolment = Schemas['Enrolment']
export type Prompt = Schemas['Prompt']
export type PromptList = Schemas['PromptList']
export type UnmeasuredPage = Schemas['UnmeasuredPage']
export type UnmeasuredPerson = Schemas['UnmeasuredPerson']
export type PackEditions = Schemas['PackEditions']
export type PackReview = Schemas['PackReview']
export type PackWithdrawn = Schemas['PackWithdrawn']
export type TaskWhy = Schemas['TaskWhy']
export type Task = Schemas['Task']
export type Answers = Record<string, unknown>
export type FormRecord = Schemas['FormRecord']
export type Decision = Schemas['Decision']
export type Recorded = Schemas['Recorded']
export type ResidentProgrammes = Schemas['ResidentProgrammes']
export type RecordRow = Schemas['RecordRow']
export type RecordWithVersions = Schemas['RecordWithVersions']
export type Series = Schemas['Series']
export type OwedRow = Schemas['OwedRow']
export type TodayItem = Schemas['TodayItem']
export type TodayPeople = Schemas['TodayPeople']
export type TodayCounty = Schemas['TodayCounty']

// ---- indicators
export type Indicator = Schemas['Indicator']
export type IndicatorList = Schemas['IndicatorList']
export type IndicatorChild = Schemas['IndicatorChild']
export type IndicatorDetail = Schemas['IndicatorDetail']
export type IndicatorPerson = Schemas['IndicatorPerson']
export type IndicatorPeople = Schemas['IndicatorPeople']
export type IndicatorHeat = Schemas['IndicatorHeat']
export type HeatCell = Schemas['HeatCell']
export type Light = Schemas['Light']
export type SnapshotLine = Schemas['SnapshotLine']
export type SnapshotList = Schemas['SnapshotList']
export type SnapshotPage = Schemas['SnapshotPage']
