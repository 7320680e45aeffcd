// An authorization detail on a page (RFC 9396): its sentence, and every member of it, each value closed in itself.

internal import Authority

struct DetailItem {
    let detail: ShownDetail

    /// An item of a list. A value is somebody's words: `bdi` keeps its direction from turning what stands around it.
    var item: HTML {
        let sentence = detail.sentence.map { part -> HTML in
            switch part {
            case .words(let words): HTML(text: words)
            case .value(let value): "<strong><bdi>\(value)</bdi></strong>"
            }
        }
        let members = detail.members.map { member -> HTML in
            let values = member.values.map { "<dd><bdi>\($0)</bdi></dd>" as HTML }
            return "<dt>\(member.name)</dt>\(values)"
        }
        let list: HTML = members.isEmpty ? "" : "<dl>\(members)</dl>"
        return "<li>\(sentence)\(list)</li>"
    }
}
