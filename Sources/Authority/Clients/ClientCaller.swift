// Which program is asking: a client whose secret was checked just now.

package import Records

/// A client that proved itself. Only the rooms that check credentials can make one.
package struct ClientCaller: Sendable {
    /// The client as it stood when its secret was checked.
    package let client: Client

    package var id: String { client.id }

    init(client: Client) { self.client = client }
}
