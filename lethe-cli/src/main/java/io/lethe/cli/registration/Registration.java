// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.registration;

import io.lethe.schemas.ModelEvent;

/**
 * What came of a registration.
 *
 * @param registered the event by which the registry took the model, with its baseline's metrics
 * @param serving the version that serves now
 * @param before whether it was registered already, with the very same content
 */
public record Registration(ModelEvent registered, long serving, boolean before) {}
