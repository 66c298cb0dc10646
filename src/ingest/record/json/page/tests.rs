use super::*;

fn incomplete(page: &str, rows: u64) -> Option<String> {
    let mut said = Page { rows, ..Page::default() };
    said.add(&fields(page).unwrap());
    said.incomplete(Vec::new)
}

#[test]
fn a_page_says_that_there_is_more_in_many_spellings() {
    for page in [
        r#"{"next_cursor":"abc"}"#,
        r#"{"nextCursor":"abc"}"#,
        r#"{"has_more":true}"#,
        r#"{"hasMore":"true"}"#,
        r#"{"next":"https://x/y?page=2"}"#,
        r#"{"next":2}"#,
        r#"{"nextPageToken":"x"}"#,
        r#"{"@odata.nextLink":"https://x"}"#,
        r#"{"NextToken":"x"}"#,
        r#"{"LastEvaluatedKey":{"id":{"S":"1"}}}"#,
        r#"{"links":{"next":{"href":"/x"}}}"#,
        r#"{"_links":{"self":{"href":"/a"},"next":{"href":"/x"}}}"#,
        r#"{"paging":{"next":{"after":"x"}}}"#,
        r#"{"pageInfo":{"hasNextPage":true,"endCursor":"x"}}"#,
        r#"{"meta":{"pagination":{"current_page":1,"total_pages":3}}}"#,
        r#"{"pagination":{"page":1,"totalPages":2}}"#,
        r#"{"page":{"number":0,"totalPages":2}}"#,
        r#"{"page":0,"total_pages":3}"#,
        r#"{"current_page":1,"last_page":4}"#,
        r#"{"count":120}"#,
        r#"{"total":120,"offset":0,"limit":50}"#,
        r#"{"truncated":true}"#,
        r#"{"IsTruncated":true}"#,
        r#"{"isLast":false}"#,
        r#"{"done":false,"nextRecordsUrl":"/x"}"#,
        r#"{"has_more":false,"next_cursor":"x"}"#,
        r#"{"has_more":1}"#,
        r#"{"links":[{"rel":"self","href":"/a"},{"rel":"next","href":"/x"}]}"#,
        r#"{"limit":50}"#,
        r#"{"count":50,"limit":50,"offset":0}"#,
        r#"{"limit_reached":true}"#,
        r#"{"row_count":50,"totalRowCount":80}"#,
        r#"{"cursor":"x"}"#,
        r#"{"end_cursor":"x"}"#,
        r#"{"meta":{"cursor":"x"}}"#,
        r#"{"after":"x"}"#,
        r#"{"paging":{"cursors":{"before":"x","after":"y"}}}"#,
        r#"{"continuation":"x"}"#,
        r#"{"page_state":"x"}"#,
        r#"{"offset":"itrA/recB"}"#,
        r#"{"total":{"value":80,"relation":"eq"}}"#,
        r#"{"moreRecords":"yes"}"#,
        r#"{"link":"<https://x?page=2>; rel=\"next\""}"#,
        r#"{"remaining_items":30}"#,
        r#"{"remaining":30}"#,
        r#"{"limited":true}"#,
        r#"{"results_capped":true}"#,
        r#"{"exceededTransferLimit":true}"#,
        r#"{"message":"Showing first 1000 rows"}"#,
        r#"{"meta":{"info":"Results limited to 50 rows"}}"#,
        r#"{"warnings":["ok","Result set truncated"]}"#,
        r#"{"note":"1-50 of 212 entries"}"#,
        r#"{"startAfter":"abc"}"#,
        r#"{"starting_after":"evt_1"}"#,
        r#"{"lastVisible":"x"}"#,
        r#"{"rowLimit":50}"#,
    ] {
        assert!(incomplete(page, 50).is_some(), "{page}");
    }
}

#[test]
fn a_last_page_says_so() {
    for page in [
        "{}",
        r#"{"next_cursor":null}"#,
        r#"{"next":"","count":120}"#,
        r#"{"hasMore":false}"#,
        r#"{"next":{"href":null}}"#,
        r#"{"page":1,"pages":1,"total":20}"#,
        r#"{"page":0,"total_pages":1}"#,
        r#"{"count":20}"#,
        r#"{"total":12,"offset":100}"#,
        r#"{"truncated":false}"#,
        r#"{"isLast":true}"#,
        r#"{"has_more":0}"#,
        r#"{"links":[{"rel":"self","href":"/a"},{"rel":"next","href":null}]}"#,
        r#"{"cursor":null}"#,
        r#"{"after":""}"#,
        r#"{"after":"2026-05-01","before":"2026-06-01"}"#,
        r#"{"pageInfo":{"hasNextPage":false,"endCursor":"x"}}"#,
        r#"{"cursor":"x","total":20}"#,
        r#"{"next_reset":"2026-06-01"}"#,
        r#"{"page":1,"pages":1,"limit":20}"#,
        r#"{"hits":{"total":{"value":20}}}"#,
        r#"{"limit":50}"#,
        r#"{"total":20,"limit":20}"#,
        r#"{"limit":20,"has_more":false}"#,
        r#"{"page":"/home","total":"many"}"#,
        r#"{"remaining":0}"#,
        r#"{"remaining":30,"credits_used":70}"#,
        r#"{"quota":100,"remaining":30}"#,
        r#"{"limited":false}"#,
        r#"{"message":"ok"}"#,
        r#"{"message":"20 rows returned, no more rows"}"#,
        r#"{"startAfter":null}"#,
        r#"{"last_id":"x","has_more":false}"#,
        r#"{"note":"20 of 20 rows"}"#,
    ] {
        assert_eq!(incomplete(page, 20), None, "{page}");
    }
}

#[test]
fn a_last_page_alone_lacks_those_before_it() {
    for page in [
        r#"{"page":2,"total_pages":2}"#,
        r#"{"total":120,"offset":100,"limit":50}"#,
        r#"{"total":120,"page":3,"per_page":50}"#,
        r#"{"total":120,"page":2,"per_page":50}"#,
        r#"{"count":120,"next":null,"previous":"https://x?page=1"}"#,
        r#"{"page":2,"pages":2,"limit":20}"#,
        r#"{"hasPreviousPage":true,"hasNextPage":false}"#,
        r#"{"links":[{"rel":"prev","href":"/a"},{"rel":"next","href":null}]}"#,
        r#"{"page":2}"#,
    ] {
        assert!(incomplete(page, 20).is_some(), "{page}");
    }
}

#[test]
fn a_total_of_credits_is_no_number_of_rows() {
    let mut page = Page { rows: 2, ..Page::default() };
    page.add(&fields(r#"{"total":57}"#).unwrap());
    let records = [r#"{"credits":50}"#, r#"{"credits":"7"}"#];
    assert_eq!(page.incomplete(|| sums(&format!("[{}]", records.join(",")))), None);
}
