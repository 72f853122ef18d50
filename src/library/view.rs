//! What of the library is listed, and in which order: filter, sort, group.
