// SPDX-License-Identifier: Apache-2.0
/** Holds a service to the OpenAPI document that it serves. */
@NullMarked
package io.lethe.kit.openapi;

import org.jspecify.annotations.NullMarked;
