// Where the request came from that is being answered, for what is counted far from the door.

/// The asker of a request. It goes along with the task, because what is counted by it is met on many ways: whoever names a
/// client by a document makes this server fetch something.
package enum Asker {
    /// The address as attempts are counted by it; `nil` where nobody asked over a network.
    @TaskLocal package static var address: String?
}
