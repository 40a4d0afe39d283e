/** Rows of the permission matrix that forms go by, as core/forms/form.hpp; the first is what a form goes by that names none. */
export const form_rows = ['chronic_followup', 'health_record', 'maternal_child', 'mental_record', 'screening_folic'] as const
