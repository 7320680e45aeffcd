// Signing keys as the API and the command tell them: everything but the private half.

package import Authority
package import JOSE

package enum KeyAnswer {
    /// Writes the members of a key.
    package static func write(_ key: ListedKey, to json: inout JSONWriter) {
        json.member("kid", key.kid)
        json.member("alg", key.algorithm)
        json.member("state", key.phase.rawValue)
        json.member("created_at", Timestamp.text(key.createdAt))
        json.member("signs_from", Timestamp.text(key.signsFrom))
        if let time = key.signsTo { json.member("signs_to", Timestamp.text(time)) }
        if let time = key.withdrawnAt { json.member("withdrawn_at", Timestamp.text(time)) }
    }

    /// What a rotation did, or would do.
    package static func json(_ done: RotatedKeys, isDryRun: Bool) -> [UInt8] {
        JSONWriter.object { json in
            json.member("dry_run", isDryRun)
            if let kid = done.keyID { json.member("kid", kid) }
            json.member("alg", done.algorithm.name)
            json.member("signs_from", Timestamp.text(done.activeAt))
            json.member("withdrawn", done.withdrawn)
            json.member("named_tokens", done.namedTokens)
        }
    }
}
