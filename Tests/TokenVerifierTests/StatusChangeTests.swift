// What an event says, and that nothing unintelligible is taken for nothing.

import Testing

@testable import TokenVerifier

@Suite("Status changes")
struct StatusChangeTests {
    static let rows: [(String, StatusChange)] = [
        (#"{"version":7}"#, .version(7)), (#"{"version":0}"#, .version(0)), (#"{"version":9223372036854775807}"#, .unknown),
        (#"{"uri":"u","idx":5,"count":1}"#, .revoked(uri: "u", 5..<6)),
        (#"{"uri":"u","idx":0,"count":1048576}"#, .revoked(uri: "u", 0..<1_048_576)),
        (#"{"uri":"u","idx":1048575,"count":1}"#, .revoked(uri: "u", 1_048_575..<1_048_576)),
        (#"{"uri":"u","resync":true}"#, .resync(uri: "u")), (#"{"resync":true}"#, .resyncAll),
        (#"{"keys":true}"#, .keys),
        // A list is named, and what is said of it makes no sense: it is read again.
        (#"{"uri":"u"}"#, .resync(uri: "u")), (#"{"uri":"u","idx":5}"#, .resync(uri: "u")),
        (#"{"uri":"u","idx":5,"count":0}"#, .resync(uri: "u")),
        (#"{"uri":"u","idx":-1,"count":1}"#, .resync(uri: "u")),
        (#"{"uri":"u","idx":1,"count":1048576}"#, .resync(uri: "u")),
        (#"{"uri":"u","idx":1048576,"count":1}"#, .resync(uri: "u")),
        (#"{"uri":"u","idx":9223372036854775807,"count":9223372036854775807}"#, .resync(uri: "u")),
        (#"{"uri":"u","idx":1.5,"count":1}"#, .resync(uri: "u")),
        (#"{"uri":"u","idx":"1","count":1}"#, .resync(uri: "u")),
        (#"{"uri":"u","resync":true,"idx":5,"count":1}"#, .resync(uri: "u")),
        // Nothing is understood: everything is read again.
        (#"{"uri":7}"#, .resyncAll), ("", .resyncAll), ("{", .resyncAll), ("[]", .resyncAll),
        (#"{"version":7,"version":8}"#, .resyncAll), (#"{"version":7} "x""#, .resyncAll),
        // Of another time, and of no list.
        ("{}", .unknown), (#"{"version":-1}"#, .unknown), (#"{"version":"7"}"#, .unknown),
        (#"{"keys":false}"#, .unknown), (#"{"resync":1}"#, .unknown), (#"{"news":1}"#, .unknown),
    ]

    @Test("each text", arguments: rows)
    func reads(text: String, change: StatusChange) {
        #expect(StatusChange(parsing: Array(text.utf8)) == change)
    }
}
