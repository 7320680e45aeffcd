// What serve prints when it is ready: a line of JSON for programs, a banner with lines to copy for people.

internal import JOSE
internal import OAuth

enum ReadyLine {
    static func json(_ readiness: Readiness) -> [UInt8] {
        JSONWriter.object { json in
            json.member("issuer", readiness.issuer.value)
            json.member("ready", true)
            if let account = readiness.account {
                json.member("username", account.username)
                json.member("password", account.password)
                json.member("scopes", account.scopes)
            } else {
                json.member("listen", readiness.listens)
            }
        }
    }

    static func banner(_ readiness: Readiness, data: String) -> String {
        let issuer = readiness.issuer.value
        guard let account = readiness.account else {
            return
                "tessera \(Version.text) · issuer \(issuer) · listens on \(readiness.listens) · data in \(data) · ready"
        }
        let login = "\(account.username):\(account.password)"
        let extract = #"sed 's/.*"token":"\([^"]*\)".*/\1/'"#
        let getToken = "TOKEN=$(curl -s -u '\(login)' -X POST \(issuer)/api/tokens | \(extract))"
        return """
            tessera \(Version.text) · development mode · this machine alone · data in \(data)

              Issuer     \(issuer)
              Account    \(account.username), password \(account.password) (made anew at each start)
              Scopes     \(account.scopes.joined(separator: " "))

              Get a token, and use it:

            \(getToken)
            curl -H "Authorization: Bearer $TOKEN" \(issuer)/dev/api/me

            Ready. Press Ctrl-C to stop.
            """
    }
}
