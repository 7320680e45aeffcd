// An API that understands authorization details, for tests of rich authorization requests (RFC 9396).

import Authority
import JOSE

/// A bank and a file store, as a declared set-up makes them.
package enum TestBank {
    package static let bank = "https://bank.example"
    package static let files = "https://files.example"

    /// Both APIs are open to every account; both know the type `statement`.
    package static let declaration = """
        {"apis":[
        {"identifier":"\(bank)","name":"Bank","authorization_details_types":[
        {"type":"payment_initiation",
        "sentence":"pay {instructedAmount.amount} {instructedAmount.currency} to {creditorName}",
        "members":{"instructedAmount.amount":"string","instructedAmount.currency":"string(EUR|USD)",
        "creditorName":"string","note?":"string","urgent?":"boolean","fee?":"number",
        "actions?":"list(initiate|status|cancel)"}},
        {"type":"statement","sentence":"see your statements"}]},
        {"identifier":"\(files)","name":"Files","authorization_details_types":[
        {"type":"statement","sentence":"see files called statement"},
        {"type":"https://files.example/folder","sentence":"read the folder {identifier}",
        "members":{"identifier":"string","datatypes?":"list","privileges?":"list"}}]}]}
        """

    /// Declares both.
    package static func build(_ house: TestAuthority) async throws {
        _ = try await house.authority.declarations.apply(
            Declaration(JSONDocument.object(parsing: Array(declaration.utf8))), secrets: [:], mode: DeclarationMode(),
            at: TestAuthority.now)
    }

    /// A payment, of which a test says more.
    package static func payment(_ amount: String = "12.50", to creditor: String = "Ana's Books", more: String = "") -> String {
        let name = String(decoding: JSONWriter.object { $0.member("creditorName", creditor) }.dropFirst().dropLast(), as: UTF8.self)
        return """
            {"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"\(amount)"},\(name)\(more)}
            """
    }

    /// The folder of a name.
    package static func folder(_ name: String) -> String { #"{"type":"https://files.example/folder","identifier":"\#(name)"}"# }
}
