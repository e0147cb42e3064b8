/// The members of one object in a webhook, read by name; what is wrong with one is told by its path.
struct WebhookMembers {
    let object: JSONObject
    /// Where the object stands; empty for the whole payload.
    let path: String

    init(_ object: JSONObject, at path: String = "") {
        self.object = object
        self.path = path
    }

    /// The path of a member.
    func path(_ name: String) -> String {
        self.path.isEmpty ? name : "\(self.path).\(name)"
    }

    /// - Parameter read: nil for a value that the member must not have.
    func required<Value>(_ name: String, _ read: (JSON) -> Value?) throws(WebhookPayloadError) -> Value {
        guard let value = try self.optional(name, read) else { throw .missing(self.path(name)) }
        return value
    }

    /// The value; nil where the member is absent or null.
    func optional<Value>(_ name: String, _ read: (JSON) -> Value?) throws(WebhookPayloadError) -> Value? {
        guard let member = self.object[name]?.orNil else { return nil }
        guard let value = read(member) else { throw .invalid(self.path(name)) }
        return value
    }

    /// The members of an object inside.
    func members(_ name: String) throws(WebhookPayloadError) -> WebhookMembers {
        WebhookMembers(try self.required(name, \.object), at: self.path(name))
    }

    func optionalMembers(_ name: String) throws(WebhookPayloadError) -> WebhookMembers? {
        try self.optional(name, \.object).map { WebhookMembers($0, at: self.path(name)) }
    }

    /// The members of each object in an array.
    func list(_ elements: [JSON], in name: String) throws(WebhookPayloadError) -> [WebhookMembers] {
        var list: [WebhookMembers] = []
        for (position, element) in elements.enumerated() {
            let path = "\(self.path(name))[\(position)]"
            guard let object = element.object else { throw .invalid(path) }
            list.append(WebhookMembers(object, at: path))
        }
        return list
    }
}
