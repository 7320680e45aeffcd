// Authorization details of a grant as JSON (RFC 9396), with the same members in the API and in the command.

package import Authority
package import JOSE

package enum DetailAnswer {
    /// Writes the member `authorization_details`: for each the API, the sentence of consent, and the object itself.
    package static func write(_ details: [ShownDetail], to json: inout JSONWriter) {
        json.array("authorization_details", details) { json, detail in
            json.member("audience", detail.api)
            json.member("sentence", detail.text)
            json.member("detail", detail.value)
        }
    }
}
