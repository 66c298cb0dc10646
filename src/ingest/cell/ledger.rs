//! The words of ledgers: what a row of credits used, given or set aside is called. The lists are in `maps/words.toml`.

use std::borrow::Cow;
use std::sync::LazyLock;

use hashbrown::HashMap;

use crate::ingest::cell::names;
use crate::ingest::cell::words;
use crate::ingest::options::OwnWords;

/// What a word says about its row. Of several words in a compound, the one that comes first here decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum LedgerWord {
    /// Given credits are taken back, or given on to somebody else.
    Revoked,
    /// Used credits are given back.
    Refund,
    /// Credits expired unused.
    Expired,
    /// Set aside credits are free again.
    Release,
    /// The last word on what is taken of a hold.
    Settle,
    /// What is taken of a hold.
    Capture,
    /// Credits are set aside.
    Hold,
    /// The plan's own allowance anew.
    Renewal,
    /// Credits are given.
    Grant,
    /// Credits are used.
    Spend,
    /// A correction, whose sign decides.
    Either,
}

/// The meaning of a single word.
static MEANINGS: LazyLock<HashMap<&str, LedgerWord>> = LazyLock::new(|| {
    let ledger = words::ledger();
    let lists = [
        (&ledger.spend, LedgerWord::Spend),
        (&ledger.grant, LedgerWord::Grant),
        (&ledger.renewal, LedgerWord::Renewal),
        (&ledger.refund, LedgerWord::Refund),
        (&ledger.revoked, LedgerWord::Revoked),
        (&ledger.hold, LedgerWord::Hold),
        (&ledger.capture, LedgerWord::Capture),
        (&ledger.settle, LedgerWord::Settle),
        (&ledger.release, LedgerWord::Release),
        (&ledger.expired, LedgerWord::Expired),
        (&ledger.either, LedgerWord::Either),
    ];
    let pairs =
        lists.into_iter().flat_map(|(list, word)| list.iter().map(move |text| (*text, word)));
    pairs.collect()
});

/// The most characters of a cell that is looked at. A longer one is prose.
const LONGEST: usize = 60;

/// Returns what a cell's words say about its row; `None` if some word of it is no ledger's.
pub(crate) fn ledger_word(cell: &str, own: &OwnWords) -> Option<LedgerWord> {
    if cell.len() > LONGEST || words::is_absent(cell) {
        return None;
    }
    let word = names::word(cell);
    let known = own_word(&word, own).or_else(|| MEANINGS.get(word.as_str()).copied());
    known.or_else(|| given_on(&word)).or_else(|| compound(&word))
}

/// Returns that credits were given on to somebody else, if a compound says so: `gift_sent`, `transfer_out`.
fn given_on(word: &str) -> Option<LedgerWord> {
    let sent = |part: &&str| words::ledger().sent.contains(part);
    let (sent, rest): (Vec<&str>, Vec<&str>) = word.split('_').partition(sent);
    let rest = rest.join("_");
    let moves = || match MEANINGS.get(rest.as_str()).copied().or_else(|| compound(&rest)) {
        Some(LedgerWord::Either) => !rest.contains("adjust") && !rest.contains("correct"),
        Some(LedgerWord::Grant) => {
            let is_gift = |part: &str| matches!(part, "gift" | "gifts" | "gifted" | "donation");
            rest.split('_').any(is_gift) && !rest.contains("card")
        }
        _ => false,
    };
    (!sent.is_empty() && !rest.is_empty() && moves()).then_some(LedgerWord::Revoked)
}

/// The meaning that the user gave a word.
pub(crate) fn own_word(word: &str, own: &OwnWords) -> Option<LedgerWord> {
    match own.list(word)? {
        "spend" => Some(LedgerWord::Spend),
        "grant" => Some(LedgerWord::Grant),
        "renewal" => Some(LedgerWord::Renewal),
        "refund" => Some(LedgerWord::Refund),
        "hold" => Some(LedgerWord::Hold),
        "release" => Some(LedgerWord::Release),
        "capture" => Some(LedgerWord::Capture),
        _ => None,
    }
}

/// Whether a cell names a purchase of credits, or nothing but a number of them: `Pack M`, `500 credits`. Beside each use such a number
/// may stand too, so it decides only for a whole column.
pub(crate) fn is_bought(cell: &str, own: &OwnWords) -> bool {
    let word = names::word(cell);
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let is_coin = |part: &str| words::ledger().coin.contains(&part);
    let is_offer = word.split('_').all(|part| is_number(part) || is_coin(part))
        && word.split('_').any(is_number)
        && word.split('_').any(is_coin);
    is_offer || ledger_word(cell, own) == Some(LedgerWord::Grant)
}

/// Whether a cell with a ledger's word is surely about credits. A label such as `gift card` may be a feature of the app.
pub(crate) fn is_surely_ledger(cell: &str) -> bool {
    let (word, ledger) = (joined(&names::word(cell)).into_owned(), words::ledger());
    let is_compound = word.contains('_');
    word.split('_').any(|part| {
        ledger.sure.contains(&part)
            || (is_compound && (ledger.coin.contains(&part) || ledger.pack.contains(&part)))
    })
}

/// Whether an operation says nothing of what was done.
pub(crate) fn is_nothing(cell: &str) -> bool {
    words::is_absent(cell) || words::ledger().nothing.contains(&names::word(cell).as_str())
}

/// A word with its compounds in one piece.
fn joined(word: &str) -> Cow<'_, str> {
    let joined = [("top_up", "topup"), ("pre_auth", "preauth"), ("sign_up", "signup")];
    let mut word = Cow::Borrowed(word);
    for (apart, joined) in joined {
        if word.contains(apart) {
            word = Cow::Owned(word.replace(apart, joined));
        }
    }
    word
}

/// The meaning of a compound, such as `partial_refund` or `monthly_credits`.
fn compound(word: &str) -> Option<LedgerWord> {
    let (word, ledger) = (joined(word), words::ledger());
    let (mut has_pack, mut has_size) = (false, false);
    let (mut found, mut periodic, mut given, mut failed) = (Vec::new(), false, false, false);
    for part in word.split('_') {
        periodic |= ledger.periodic.contains(&part);
        given |= ledger.given.contains(&part);
        if ledger.failed.contains(&part) {
            failed = true;
            continue;
        }
        let is_pack = ledger.pack.contains(&part);
        let is_beside = ledger.beside.contains(&part) || part.bytes().all(|b| b.is_ascii_digit());
        has_pack |= is_pack;
        if !is_beside && !is_pack && ledger.size.contains(&part) {
            has_size = true;
        } else if !is_beside && !is_pack {
            found.push((*MEANINGS.get(part)?, ledger.given.contains(&part)));
        }
    }
    if has_size && !has_pack {
        return None;
    }
    if has_pack && found.is_empty() {
        return word.contains('_').then_some(LedgerWord::Grant);
    }
    let has = |wanted: LedgerWord| found.iter().any(|(word, _)| *word == wanted);
    if failed && !has(LedgerWord::Refund) {
        return None;
    }
    if periodic && given && found.iter().all(|(_, is_given)| *is_given) {
        return Some(LedgerWord::Renewal);
    }
    let takes_back = has(LedgerWord::Refund) && has(LedgerWord::Grant);
    // Of a use of bonus credits and a bonus for use, the last word says which.
    let last =
        found.iter().rev().find(|(word, _)| matches!(word, LedgerWord::Spend | LedgerWord::Grant));
    match found.iter().map(|(word, _)| *word).min()? {
        LedgerWord::Refund if takes_back => Some(LedgerWord::Revoked),
        LedgerWord::Expired if has(LedgerWord::Hold) => Some(LedgerWord::Release),
        LedgerWord::Grant => last.map(|(word, _)| *word),
        first => Some(first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_bought_and_what_is_surely_about_credits() {
        let own = OwnWords::default();
        for (cell, bought, surely) in [
            ("Pack M", true, true),
            ("500 credits", true, true),
            ("Guthaben 500", true, true),
            ("Top-up", true, true),
            ("Purchase", true, false),
            ("gift card", true, false),
            ("summary", false, false),
            ("message credits", false, true),
        ] {
            assert_eq!((is_bought(cell, &own), is_surely_ledger(cell)), (bought, surely), "{cell}");
        }
    }

    #[test]
    fn words_and_their_compounds() {
        use LedgerWord::{
            Capture, Either, Expired, Grant, Hold, Refund, Release, Renewal, Revoked, Spend,
        };
        for (cell, word) in [
            ("credit_purchase", Some(Grant)),
            ("Purchase of 100 credits", Some(Grant)),
            ("top-up", Some(Grant)),
            ("Auto top up", Some(Grant)),
            ("earned by sharing", Some(Grant)),
            ("Free credits", Some(Grant)),
            ("gift card", Some(Grant)),
            ("couponCode", Some(Grant)),
            ("daily_login_bonus", Some(Grant)),
            ("subscription-renewal", Some(Renewal)),
            ("monthly_credit_grant", Some(Renewal)),
            ("Monthly Allocation", Some(Renewal)),
            ("plan_credits", Some(Renewal)),
            ("partial_refund", Some(Refund)),
            ("failed_job_refund", Some(Refund)),
            ("purchase_refund", Some(Revoked)),
            ("charge_failed", None),
            ("usage_charge", Some(Spend)),
            ("bonus_usage", Some(Spend)),
            ("credit_hold", Some(Hold)),
            ("hold_release", Some(Release)),
            ("hold_expired", Some(Release)),
            ("capture_hold", Some(Capture)),
            ("credits_expired", Some(Expired)),
            ("credit_adjustment", Some(Either)),
            ("gift_sent", Some(Revoked)),
            ("transfer_out", Some(Revoked)),
            ("Credit transfer sent", Some(Revoked)),
            ("transfer_in", Some(Either)),
            ("gift_received", Some(Grant)),
            ("gift_card_sent", None),
            ("email_sent", None),
            ("reset_password", None),
            ("capture_screenshot", None),
            ("purchase_order_summary", None),
            ("release_notes", None),
            ("Pack M", Some(Grant)),
            ("Starter pack", Some(Grant)),
            ("500-credit bundle", Some(Grant)),
            ("Compra paquete M", Some(Grant)),
            ("checkout.session.completed", Some(Grant)),
            ("pack", None),
            ("starter", None),
            ("package_tracking", None),
            ("InvokeLLM", None),
            ("message_credits", None),
            ("", None),
        ] {
            assert_eq!(ledger_word(cell, &OwnWords::default()), word, "{cell}");
        }
    }
}
