extension OutboundURL {
    /// The URL and the forms of it under which a server may really listen: with or without the last slash, and at `/mcp`.
    ///
    /// The same order as the reference client in Python has.
    func endpoints(startingWith known: OutboundURL?) -> [OutboundURL] {
        let trimmed = String(self.path.hasSuffix("/") ? self.path.dropLast() : self.path[...])
        var paths = [self.path, self.path.hasSuffix("/") ? trimmed : self.path + "/"]
        if !trimmed.hasSuffix("/mcp") {
            paths += [trimmed + "/mcp", trimmed + "/mcp/"]
        }
        var endpoints = known.map { [$0] } ?? []
        for path in paths {
            var endpoint = self
            // What is sent for no path at all.
            endpoint.path = path.isEmpty ? "/" : path
            if !endpoints.contains(endpoint) { endpoints.append(endpoint) }
        }
        return endpoints
    }
}
