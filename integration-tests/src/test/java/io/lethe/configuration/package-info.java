// SPDX-License-Identifier: Apache-2.0
/** The reference of the configuration, made from the interfaces that load it. */
package io.lethe.configuration;
