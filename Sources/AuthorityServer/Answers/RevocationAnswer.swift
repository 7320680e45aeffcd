// What a revocation of many things took back, or would, as JSON: the same in the API and in the command.

package import Authority
internal import JOSE

package enum RevocationAnswer {
    package static func json(_ count: RevocationCount, isDryRun: Bool) -> [UInt8] {
        JSONWriter.object { json in
            json.member("dry_run", isDryRun)
            json.member("sessions", count.sessions)
            json.member("tokens", count.tokens)
            json.member("authorizations", count.authorizations)
            json.member("blocks", count.blocks)
            json.member("indexes", count.indexes)
            json.member("beyond", count.beyond)
            json.member("exchanged", count.exchanged)
        }
    }
}
