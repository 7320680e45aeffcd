// What signed statements of clients are checked by: whom they may address, by which keys, and where oddities are noted.

internal import JOSE
internal import Logging
internal import OAuth

/// What the assertions of clients are checked by.
package struct AssertionTerms: Sendable {
    let issuer: Issuer
    let keys: ClientKeys
    let logger: Logger

    /// What an assertion may be addressed to: the issuer, and for older clients the endpoint as well.
    func audiences(for client: RegisteredClient) -> [String] {
        client.metadata.mayAddressTokenEndpoint ? [issuer.value, issuer.url("/oauth/token")] : [issuer.value]
    }
}
