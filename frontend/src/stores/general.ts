/** The room of everybody: what requests, and values that earlier builds of the page stored, mean if they name none. */
export const GENERAL = 'general';
