// SPDX-License-Identifier: Apache-2.0
/** The schemas of a local pipeline over HTTP, in the words of Confluent's schema registry. */
@NullMarked
package io.lethe.cli.schema;

import org.jspecify.annotations.NullMarked;
