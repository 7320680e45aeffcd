// What a token is bound to must come along with it.

internal import JOSE
internal import OAuth

extension ProvenSender {
    /// Refuses a token that is bound to something else than what came along (RFC 9449 §7.2, RFC 8705 §3).
    func require(for claims: Claims) throws(TokenRejection) {
        guard let bond = try Confirmation(in: claims) else { return }
        if let key = bond.keyThumbprint {
            guard let shown = keyThumbprint else { throw .proofMissing }
            guard shown.hasBytes(of: key) else { throw .proofInvalid(.keyMismatch) }
        }
        if let certificate = bond.certificateThumbprint {
            guard let shown = certificateThumbprint, shown.hasBytes(of: certificate) else {
                throw .certificateMismatch
            }
        }
    }
}
