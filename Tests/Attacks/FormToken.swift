// What every form of a page carries, for attacks on pages that have several forms.

import Support

extension TestBrowser {
    /// The hidden field, once.
    var formToken: [(name: String, value: String)] {
        Array(hidden.filter { $0.name == "form_token" }.prefix(1))
    }
}
