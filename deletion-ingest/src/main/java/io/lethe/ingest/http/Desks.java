// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

/**
 * Where whatever is asked by HTTP is put on topics, in whose words ever it was asked: one of each,
 * for they remember what was taken a moment ago.
 *
 * @param requests takes requests
 * @param amendments takes amendments
 */
public record Desks(RequestDesk requests, AmendmentDesk amendments) {}
