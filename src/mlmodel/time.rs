//! Times as MLmodels hold them.

/// `utc_time_created`: `YYYY-MM-DD HH:MM:SS[.ffffff]`, naive UTC; R's package has a way of its own.
#[must_use]
pub fn parse(text: &str) -> Option<jiff::civil::DateTime> {
    let text = text.trim().trim_end_matches('Z');
    let full = if text.as_bytes().get(2) == Some(&b'-') { of_r(text) } else { text.to_owned() };
    full.parse().ok()
}

/// R writes two digits of the year, and the seconds twice: `%y-%m-%dT%H:%M:%S.%OS`, where `%OS` has the fraction too
/// (`mlflow/R/mlflow/R/model.R`): `20-05-22T04:14:09.09.09`.
fn of_r(text: &str) -> String {
    let text = format!("20{text}");
    let Some((before, seconds)) = text.rsplit_once(':') else { return text };
    let parts: Vec<&str> = seconds.split('.').collect();
    match parts.as_slice() {
        [once, again, fraction] if once == again => format!("{before}:{once}.{fraction}"),
        [once, again] if once == again => format!("{before}:{once}"),
        _ => text,
    }
}

/// Milliseconds since 1970 of a time in UTC.
#[must_use]
pub fn milliseconds(at: jiff::civil::DateTime) -> i64 {
    jiff::tz::TimeZone::UTC.to_timestamp(at).map_or(0, jiff::Timestamp::as_millisecond)
}

/// Milliseconds since 1970 for people: `2026-11-23 19:10 UTC`; nothing for a number that is no time.
#[must_use]
pub fn of_milliseconds(milliseconds: i64) -> Option<String> {
    let at = jiff::Timestamp::from_millisecond(milliseconds).ok()?;
    Some(at.strftime("%Y-%m-%d %H:%M UTC").to_string())
}

/// Milliseconds since 1970 to the second, as an MLmodel writes it: `2026-11-23 19:10:56`; nothing for a number that is no time.
#[must_use]
pub fn as_written(milliseconds: i64) -> Option<String> {
    let at = jiff::Timestamp::from_millisecond(milliseconds).ok()?;
    Some(at.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

/// The minute it was created, for people: `2026-11-23 19:10 UTC`; the text itself where it is no time.
#[must_use]
pub fn shown(written: &str) -> String {
    minute(written, "%Y-%m-%d %H:%M UTC")
}

/// The same where it stands under a heading that says UTC: `2026-11-23 19:10`.
#[must_use]
pub fn shown_without_zone(written: &str) -> String {
    minute(written, "%Y-%m-%d %H:%M")
}

fn minute(written: &str, format: &str) -> String {
    parse(written).map_or_else(|| super::display::clipped(written, 40).into_owned(), |at| at.strftime(format).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_writer() {
        for text in ["2026-11-23 19:10:56.832526", "2026-11-23 19:10:56", "2026-11-23T19:10:56Z", "19-03-01T10:11:12.13"] {
            assert!(parse(text).is_some(), "{text}");
        }
        assert!(parse("ontem").is_none());
        let said = |text: &str| parse(text).map(|at| at.to_string());
        assert_eq!(said("20-05-22T04:14:09.09.09").as_deref(), Some("2020-05-22T04:14:09.09"));
        assert_eq!(said("20-05-22T04:14:09.09").as_deref(), Some("2020-05-22T04:14:09"), "a whole second has no fraction");
        assert_eq!(said("24-12-31T23:59:59.59.9").as_deref(), Some("2024-12-31T23:59:59.9"));
        assert_eq!(said("20-05-22T04:14:09.10.09"), None);
        assert_eq!(shown("20-05-22T04:14:09.09.09"), "2020-05-22 04:14 UTC");
        assert_eq!(shown("2026-11-23 19:10:56.8"), "2026-11-23 19:10 UTC");
        assert_eq!(shown("ontem"), "ontem");
    }
}
