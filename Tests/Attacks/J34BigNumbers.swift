// J34: times that are no times.

import JOSE
import Support
import Testing

@Suite struct J34BigNumbers {
    @Test(arguments: [
        "1e400", "18446744073709551616", "-0", "-1", "1.7976931348623157e309", "\"9999999999\"", "true",
        "null", "[]",
        "9007199254740993", "{}",
    ])
    func isAnInvalidClaim(_ value: String) throws {
        let target = try Target()
        let token = try target.token(payload: target.payload([("exp", value)]))
        let violation = ClaimViolation(.expiration, .invalid, expected: "seconds since 1970", found: value)
        #expect(target.refusal(of: token) == .refused([violation]))
    }

    @Test(arguments: ["1800000600.5", "1.8000006e9", "9007199254740992"])
    func fractionsAndExponentsAreTimes(_ value: String) throws {
        let target = try Target()
        #expect(target.refusal(of: try target.token(payload: target.payload([("exp", value)]))) == nil)
    }
}
