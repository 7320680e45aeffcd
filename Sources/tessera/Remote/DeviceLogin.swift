// Signing in with another device: a code is shown here and typed there (RFC 8628).

internal import Fetching
internal import JOSE
internal import OAuth

struct DeviceLogin: Sendable {
    let client: RemoteClient
    let wish: LoginWish

    /// Shows the code, and asks until it was allowed or is over.
    func run() async throws -> ReceivedTokens {
        let issuer = client.server.issuer
        let answer = try await client.post(wish.form, to: "device_authorization_endpoint")
        guard answer.status == 200 else { throw RemoteClient.failure(answer, of: issuer) }
        let object = try answer.object()
        guard let code = object["device_code"]?.string, let shown = object["user_code"]?.string,
            let place = object["verification_uri"]?.string
        else {
            throw Failure(.general, "\(issuer) answered without device_code, user_code or verification_uri")
        }
        Terminal.note("First copy your one-time code: \(shown.excerptForTerminal)")
        Terminal.note("Then open: \(place.excerptForTerminal)")
        let pace = min(max(1, object["interval"]?.integer ?? 5), DeviceLogin.slowest)
        let end = ReceivedTokens.moment(after: object["expires_in"]?.integer ?? 600, client.wire.now())
        return try await poll(code, every: pace, until: end)
    }

    /// Seconds between two questions, at most.
    private static let slowest = 300

    /// Asks for the tokens until the person has decided.
    private func poll(_ code: String, every first: Int, until end: Int) async throws -> ReceivedTokens {
        var pace = first
        while client.wire.now() < end {
            try await Task.sleep(for: .seconds(pace))
            let polled: IncomingAnswer
            do {
                polled = try await client.post(
                    [("grant_type", GrantType.deviceCode.rawValue), ("device_code", code)],
                    to: "token_endpoint")
            } catch FetchFault.timedOut, FetchFault.unreachable {
                // The person may still be typing, so it is asked again, less often (RFC 8628 §3.5).
                pace = min(pace * 2, DeviceLogin.slowest)
                continue
            }
            if polled.status == 200 { return try ReceivedTokens(polled, at: client.wire.now()) }
            switch polled.refusal.code {
            case "authorization_pending": continue
            case "slow_down": pace = min(pace + 5, DeviceLogin.slowest)
            default:
                guard polled.status >= 500 else {
                    throw RemoteClient.failure(polled, of: client.server.issuer)
                }
                pace = min(pace * 2, DeviceLogin.slowest)
            }
        }
        throw Failure(.credentials, "the code was not used in time; sign in again")
    }
}
