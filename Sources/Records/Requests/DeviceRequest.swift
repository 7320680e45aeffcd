// Devices that wait for a person (RFC 8628): asked for on one machine, approved on another.

package import SQL

/// A device's request for an authorization.
package struct DeviceRequest: Hashable, Sendable {
    /// The digest of the code that the device keeps.
    package let deviceHash: String
    /// The digest of the code that the person types.
    package let userCodeHash: String
    package let client: String
    /// What is asked for, as a form.
    package let parameters: String
    /// The key that its tokens will be bound to, or nil.
    package let keyThumbprint: String?
    /// Where the device asked from.
    package let address: String
    package let createdAt: Int
    package let expiresAt: Int
    /// Seconds that the device must wait between two questions.
    package let pace: Int
    package let polledAt: Int?
    /// What the person approved, or nil while they have not.
    package let authorization: String?
    /// When the person said no, or nil.
    package let deniedAt: Int?
    /// When the device got its tokens, or nil.
    package let usedAt: Int?

    package init(
        deviceHash: String,
        userCodeHash: String,
        client: String,
        parameters: String,
        keyThumbprint: String? = nil,
        address: String,
        createdAt: Int,
        expiresAt: Int,
        pace: Int
    ) {
        self.deviceHash = deviceHash
        self.userCodeHash = userCodeHash
        self.client = client
        self.parameters = parameters
        self.keyThumbprint = keyThumbprint
        self.address = address
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.pace = pace
        (polledAt, authorization, deniedAt, usedAt) = (nil, nil, nil, nil)
    }

    private static let columns = """
        device_hash, user_code_hash, client, parameters, key_thumbprint, address, created_at, expires_at, pace,
        polled_at, authorization_id, denied_at, used_at
        """

    private init(_ row: SQLRow) throws {
        deviceHash = try row.text("device_hash")
        userCodeHash = try row.text("user_code_hash")
        client = try row.text("client")
        parameters = try row.text("parameters")
        keyThumbprint = try row.optionalText("key_thumbprint")
        address = try row.text("address")
        createdAt = try row.integer("created_at")
        expiresAt = try row.integer("expires_at")
        pace = try row.integer("pace")
        polledAt = try row.optionalInteger("polled_at")
        authorization = try row.optionalText("authorization_id")
        deniedAt = try row.optionalInteger("denied_at")
        usedAt = try row.optionalInteger("used_at")
    }
}

extension DeviceRequest {
    /// - Throws: ``SQLFault/uniqueViolation(_:)`` when a code is another's.
    package static func insert(_ request: DeviceRequest, in transaction: any SQLTransaction) throws {
        _ = try transaction.execute(
            """
            INSERT INTO device_requests (device_hash, user_code_hash, client, parameters, key_thumbprint, address,
                created_at, expires_at, pace)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                SQLValue(request.deviceHash), SQLValue(request.userCodeHash), SQLValue(request.client),
                SQLValue(request.parameters), SQLValue(request.keyThumbprint), SQLValue(request.address),
                SQLValue(request.createdAt), SQLValue(request.expiresAt), SQLValue(request.pace),
            ]
        )
    }

    package static func find(deviceHash: String, in transaction: any SQLTransaction) throws -> DeviceRequest?
    {
        try transaction.query(
            "SELECT \(columns) FROM device_requests WHERE device_hash = $1", [SQLValue(deviceHash)]
        ).first.map(DeviceRequest.init)
    }

    package static func find(userCodeHash: String, in transaction: any SQLTransaction) throws
        -> DeviceRequest?
    {
        try transaction.query(
            "SELECT \(columns) FROM device_requests WHERE user_code_hash = $1", [SQLValue(userCodeHash)]
        ).first.map(DeviceRequest.init)
    }

    /// Notes a question of the device, and how long it must wait for the next.
    package static func poll(
        deviceHash: String,
        pace: Int,
        at now: Int,
        in transaction: any SQLTransaction
    ) throws {
        _ = try transaction.execute(
            "UPDATE device_requests SET polled_at = $2, pace = $3 WHERE device_hash = $1",
            [SQLValue(deviceHash), SQLValue(now), SQLValue(pace)]
        )
    }

    /// Notes what the person decided: an authorization, or no. Of two decisions the first counts.
    ///
    /// - Returns: whether this call did.
    package static func decide(
        deviceHash: String,
        authorization: String?,
        at now: Int,
        in transaction: any SQLTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE device_requests SET authorization_id = $2, denied_at = $3
            WHERE device_hash = $1 AND authorization_id IS NULL AND denied_at IS NULL AND expires_at > $4
            """,
            [
                SQLValue(deviceHash), SQLValue(authorization),
                SQLValue(authorization == nil ? now : nil), SQLValue(now),
            ]
        ) == 1
    }

    /// Notes that the device got its tokens: of all who come with its code, one.
    ///
    /// - Returns: whether this call did.
    package static func use(deviceHash: String, at now: Int, in transaction: any SQLTransaction) throws
        -> Bool
    {
        try transaction.execute(
            """
            UPDATE device_requests SET used_at = $2
            WHERE device_hash = $1 AND used_at IS NULL AND authorization_id IS NOT NULL
            """,
            [SQLValue(deviceHash), SQLValue(now)]
        ) == 1
    }

    /// Deletes requests that expired before `time`, no more than `limit` of them.
    ///
    /// - Returns: how many.
    package static func deleteExpired(
        before time: Int,
        limit: Int,
        in transaction: any SQLTransaction
    ) throws -> Int {
        try OldRows(table: "device_requests", key: "device_hash", time: "expires_at")
            .delete(before: time, limit: limit, in: transaction)
    }
}
