// Signing in with another device: a code is shown here and typed there (RFC 8628).

internal import Fetching
internal import JOSE

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
        var pace = max(1, object["interval"]?.integer ?? 5)
        let end = client.wire.now() + (object["expires_in"]?.integer ?? 600)
        while client.wire.now() < end {
            try await Task.sleep(for: .seconds(pace))
            let polled = try await client.post(
                [("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", code)],
                to: "token_endpoint")
            if polled.status == 200 { return try ReceivedTokens(polled, at: client.wire.now()) }
            switch polled.refusal.code {
            case "authorization_pending": continue
            case "slow_down": pace += 5
            default: throw RemoteClient.failure(polled, of: issuer)
            }
        }
        throw Failure(.credentials, "the code was not used in time; sign in again")
    }
}
