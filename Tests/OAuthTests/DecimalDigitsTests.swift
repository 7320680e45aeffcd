// Numbers of others: decimal digits alone, and no more of them than fit.

import Testing

@testable import OAuth

@Suite("Decimal digits")
struct DecimalDigitsTests {
    @Test(
        "digits and nothing else",
        arguments: [
            ("0", 18, 0), ("007", 18, 7), ("999999999999999999", 18, 999_999_999_999_999_999),
            ("1000000000000000000", 18, nil), ("1000000000000000000", 99, nil), ("123", 3, 123), ("1234", 3, nil),
            ("", 18, nil), ("+1", 18, nil), ("-1", 18, nil), (" 1", 18, nil), ("1\n", 18, nil), ("/", 18, nil), (":", 18, nil),
            ("1e3", 18, nil), ("0x1", 18, nil), ("١", 18, nil), ("1\u{301}", 18, nil),
        ] as [(String, Int, Int?)]
    )
    func number(text: String, limit: Int, number: Int?) {
        #expect(DecimalDigits.number(text.utf8, limit: limit) == number)
    }
}
